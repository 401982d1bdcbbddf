import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './child.ts';

/** How many tests ended in which way. */
export type Counts = { passed: number; failed: number; skipped: number };

/** A run in which nothing has happened. */
export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

/** What a step that is no test adds when it fails. */
export const ONE_FAILED: Counts = { ...NONE, failed: 1 };

/** What `npm run test:e2e` can be told. */
export type E2eChoice = { op: string; browser: string };

type JsonReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
};

/** Runs the unit tests. */
export function runUnit(): Promise<Counts> {
  return runVitest(['--project', 'unit'], {});
}

/**
 * Runs the browser tests.
 * @param filters parts of file names; all files where there are none.
 */
export function runE2e({ op, browser }: E2eChoice, filters: string[]): Promise<Counts> {
  return runVitest(['--project', 'e2e', ...filters], { E2E_OP: op, E2E_BROWSER: browser });
}

/** Adds up two runs. */
export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The line that a test run closes with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** The exit code for a run: in CI a skipped test is a failure too. */
export function exitCode({ failed, skipped }: Counts): number {
  return failed > 0 || (process.env.CI === 'true' && skipped > 0) ? 1 : 0;
}

async function runVitest(args: string[], env: Record<string, string>): Promise<Counts> {
  const directory = await mkdtemp(join(tmpdir(), 'full-signout-report-'));
  const report = join(directory, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const code = await runChild('vitest', ['run', ...args, ...reporters], env);
    return await readCounts(report, code);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readCounts(report: string, code: number): Promise<Counts> {
  const text = await readFile(report, 'utf8').catch(() => null);
  if (text === null) return ONE_FAILED;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(text) as JsonReport;
  // A file or a set-up that breaks before its first test fails the run without a failed test.
  const failed = code === 0 ? numFailedTests : Math.max(1, numFailedTests);
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}
