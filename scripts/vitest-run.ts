import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Cell } from '../tests/e2e/shows.ts';
import { runChild } from './child.ts';

/** How many tests ended in which way, and for each failed one its file, its name and what it said. */
export type Counts = { passed: number; failed: number; skipped: number; failures: string[] };

/** A run in which nothing has happened. */
export const NONE: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** What a step that is no test adds when it fails. */
export const ONE_FAILED: Counts = { ...NONE, failed: 1 };

/** What `npm run test:e2e` can be told; the project's own version of Keycloak where none is given. */
export type E2eChoice = { op: string; browser: string; version?: string };

type JsonReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; message: string; assertionResults: TestResult[] }[];
};

type TestResult = {
  status: string;
  fullName: string;
  title: string;
  failureMessages: string[];
  meta: { cell?: Cell };
};

/** Runs the unit tests. */
export function runUnit(): Promise<Counts> {
  return runVitest(['--project', 'unit'], {});
}

/** What became of one attack: whether it was refused or, without its defence, has succeeded. */
export type AttackResult = { id: string; what: string; passed: boolean };

/**
 * Tries the attacks of `tests/attacks`.
 * @param without each one on the product without its defence.
 */
export async function runAttacks(without = false): Promise<{ attacks: AttackResult[]; counts: Counts }> {
  const attacks: AttackResult[] = [];
  const env = without ? { ATTACKS: 'without' } : {};
  const counts = await runVitest(['--project', 'attacks'], env, ({ title, status }) => {
    const [id = '', ...what] = title.split(': ');
    if (what.length > 0) attacks.push({ id, what: what.join(': '), passed: status === 'passed' });
  });
  return { attacks, counts };
}

/**
 * Runs the browser tests.
 * @param filters parts of file names; all files where there are none.
 * @param onCell is told what each test that has passed shows in a table, where it shows anything.
 */
export function runE2e(
  { op, browser, version }: E2eChoice,
  filters: string[],
  onCell: (cell: Cell) => void = () => undefined,
): Promise<Counts> {
  const env = {
    E2E_OP: op,
    E2E_BROWSER: browser,
    ...(version && { E2E_KEYCLOAK: version }),
    ...(filters.length > 0 && { E2E_NAMED: 'yes' }),
  };
  return runVitest(['--project', 'e2e', ...filters], env, ({ meta }) => meta.cell && onCell(meta.cell));
}

/** Adds up two runs. */
export function add(a: Counts, b: Counts): Counts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/**
 * Closes a run of many parts, and sets the exit code. What failed is said once more: a log of forty minutes is often kept by its last
 * lines alone.
 * @param more what else there is to say of it.
 */
export function conclude(total: Counts, ...more: string[]): void {
  const said = [...total.failures, ...more];
  if (said.length > 0) console.log(`\n${said.join('\n\n')}`);
  console.log(closingLine(total));
  process.exitCode = exitCode(total);
}

/** The line that a test run closes with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The exit code for a run: in CI a skipped test is a failure too. */
export function exitCode({ failed, skipped }: Counts): number {
  return failed > 0 || (process.env.CI === 'true' && skipped > 0) ? 1 : 0;
}

async function runVitest(
  args: string[],
  env: Record<string, string>,
  onResult: (result: TestResult) => void = () => undefined,
): Promise<Counts> {
  const directory = await mkdtemp(join(tmpdir(), 'full-signout-report-'));
  const report = join(directory, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const code = await runChild('vitest', ['run', ...args, ...reporters], env);
    return await readCounts(report, code, onResult);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readCounts(
  report: string,
  code: number,
  onResult: (result: TestResult) => void,
): Promise<Counts> {
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) return ONE_FAILED;
  const told = JSON.parse(text) as JsonReport;
  for (const { assertionResults } of told.testResults) assertionResults.forEach(onResult);
  return {
    passed: told.numPassedTests,
    // A file or a set-up that breaks before its first test fails the run without a failed test.
    failed: code === 0 ? told.numFailedTests : Math.max(1, told.numFailedTests),
    skipped: told.numPendingTests + told.numTodoTests,
    failures: told.testResults.flatMap(failuresOf),
  };
}

function failuresOf({ name, message, assertionResults }: JsonReport['testResults'][number]): string[] {
  const failed = assertionResults.filter(({ status }) => status === 'failed');
  const said = failed.map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`);
  return [...(message === '' ? [] : [message]), ...said].map((text) => `${basename(name)}: ${text}`);
}
