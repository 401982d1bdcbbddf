// Licences: of all that runs in the extension, by the lock file, and that their words are in the builds. What is known against it, where
// the registry tells.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LICENCES, PERMISSIVE } from '../build/licences.ts';
import project from '../package.json' with { type: 'json' };
import { BUILT } from '../tests/support/browser.ts';

type Locked = { version: string; license?: string; dev?: boolean; optional?: boolean; devOptional?: boolean };

type Audit = { metadata?: { vulnerabilities: { total: number } } };

const runtime = runtimePackages();
const problems = [
  ...runtime
    .filter(({ license }) => !PERMISSIVE.includes(license))
    .map(({ name, license }) => `${name}: ${license}`),
  ...Object.values(BUILT).flatMap(missingIn),
];
for (const problem of problems) console.error(problem);
console.log(`Licences: ${runtime.map(({ name, license }) => `${name} ${license}`).join(', ')}`);
if (problems.length > 0 || !audit()) process.exit(1);

/** What is not for development alone, and not for another system than this. */
function runtimePackages(): { name: string; license: string }[] {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
  return Object.entries(lock.packages).flatMap(([path, one]) => {
    const isOurs = path === '';
    if (isOurs || one.dev || one.optional || one.devOptional) return [];
    return [{ name: path.replace(/^.*node_modules\//, ''), license: one.license ?? 'no named licence' }];
  });
}

/** The build itself refuses a package without words; this is that they are shipped. */
function missingIn(build: string): string[] {
  const text = readFileSync(join(build, LICENCES), 'utf8');
  return Object.keys(project.dependencies)
    .filter((name) => !new RegExp(`^${name} \\d|, ${name} \\d`, 'm').test(text))
    .map((name) => `${name}: its licence is not in ${build}/${LICENCES}`);
}

/** @returns false where something is known against a package that runs in the extension. */
function audit(): boolean {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const total = read(stdout)?.metadata?.vulnerabilities.total;
  if (total === undefined) console.log('npm audit: skipped, as the registry does not answer it');
  else console.log(`npm audit: ${total} known problems`);
  if (total) console.error(stdout);
  return !total;
}

function read(text: string): Audit | null {
  try {
    return JSON.parse(text) as Audit;
  } catch {
    return null;
  }
}
