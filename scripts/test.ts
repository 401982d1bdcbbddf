// npm test: every check of the project, one after the other; a failed one does not keep the next from running.
// npm run test:quick: those that take minutes and not the better part of an hour.
import { runChild } from './child.ts';
import { add, type Counts, conclude, NONE, ONE_FAILED, runAttacks, runE2e, runUnit } from './vitest-run.ts';

const steps: [name: string, run: () => Promise<Counts>][] = [
  ['Types', () => check(['wxt', 'prepare'], ['tsc', '--noEmit'])],
  ['Lint', () => check(['biome', 'ci'])],
  ['Firefox add-on lint', lintAddOn],
  ['Texts', () => check([process.execPath, 'scripts/check-i18n.ts'])],
  ['Sizes', () => check(['wxt', 'zip'], ['size-limit'])],
  ['Licences', () => check([process.execPath, 'scripts/check-licences.ts'])],
  ['Unit tests', runUnit],
  ['Attacks', async () => (await runAttacks()).counts],
  ['Chromium, embedded OP', () => runE2e({ op: 'embedded', browser: 'chromium' }, [])],
  ['Chromium, Keycloak', () => runE2e({ op: 'keycloak', browser: 'chromium' }, [])],
  ['Firefox, embedded OP', () => runE2e({ op: 'embedded', browser: 'firefox' }, [])],
  ['Firefox, Keycloak', () => runE2e({ op: 'keycloak', browser: 'firefox' }, [])],
  ['Truth, Chromium with hosts allowed', truth],
  ['Faults, Chromium', faults],
];

const QUICK = ['Types', 'Lint', 'Texts', 'Unit tests', 'Chromium, embedded OP'];
const isQuick = process.argv.includes('--quick');

let total = NONE;
const failed: string[] = [];
for (const [name, run] of steps.filter(([name]) => !isQuick || QUICK.includes(name))) {
  console.log(`\n== ${name}`);
  const counts = await run();
  if (counts.failed > 0) failed.push(name);
  total = add(total, counts);
}
conclude(total, ...(failed.length > 0 ? [`Failed: ${failed.join('; ')}`] : []));

function lintAddOn(): Promise<Counts> {
  return check(['wxt', 'build', '-b', 'firefox', '--mv3'], [process.execPath, 'scripts/lint-add-on.ts']);
}

/** A third of the score that holds the screen against the servers: all of its browsers take too long for this. */
function truth(): Promise<Counts> {
  return check([process.execPath, 'scripts/score-true.ts', '--rig', 'chromium-allowed']);
}

/** Thirty of them, in the browser: each fault on the wire once. */
function faults(): Promise<Counts> {
  return check([process.execPath, 'scripts/faults.ts', '--some']);
}

async function check(...commands: [string, ...string[]][]): Promise<Counts> {
  for (const [program, ...args] of commands) if ((await runChild(program, args)) !== 0) return ONE_FAILED;
  return NONE;
}
