// npm run test:mutation [-- --workers 1 --every 6] [floors…]: changes the code in one place after the other and has its floor's own unit
// tests notice; `--every 6` tries about a sixth. What no test reaches counts as not noticed. tests/mutants.md says of mutants that live why
// they may.
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { lineOf, type Mutant, shareOf } from './mutants.ts';

/** The floors whose share is to be 90 % or more, and what is said beside it. */
const JUDGED = ['protocol', 'settings', 'keycloak', 'verdict'];
const BESIDE = ['flows'];

/** Of the flows, which are too many, every so many-th mutant is tried. */
const EVERY = 8;

const WANTED = 90;
const LIST = 'tests/mutants.md';

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: { workers: { type: 'string', default: '2' }, every: { type: 'string' } },
});
const listed = new Set((await readFile(LIST, 'utf8')).split('\n'));
const judged: Mutant[] = [];
for (const floor of [...JUDGED, ...BESIDE]) {
  if (chosen.length > 0 && !chosen.includes(floor)) continue;
  const mutants = await mutate(floor);
  if (JUDGED.includes(floor)) judged.push(...mutants);
  report(floor, mutants);
}
const share = shareOf(judged);
const part = values.every ? `, tried on one in ${values.every}` : '';
if (judged.length > 0) console.log(`mutation: ${share.toFixed(1)} %${part}`);
process.exitCode = judged.length > 0 && share < WANTED ? 1 : 0;

async function mutate(floor: string): Promise<Mutant[]> {
  // Read by vitest.mutation.config.ts and by the plugin, in processes of their own.
  process.env.MUTATED = floor;
  process.env.MUTATED_EVERY = values.every ?? (BESIDE.includes(floor) ? `${EVERY}` : '1');
  return new Stryker({
    mutate: [`lib/${floor}/**/*.ts`],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner', './scripts/mutation-sample.mjs'],
    ignorers: ['sample'],
    vitest: { configFile: 'vitest.mutation.config.ts', related: true },
    coverageAnalysis: 'perTest',
    concurrency: Number(values.workers),
    // Much longer than any mutant takes that comes to an end, also where other work is done beside.
    timeoutMS: 20_000,
    // It knows TypeScript's configuration by a library that TypeScript 7 has no more; none of it has to be changed here.
    tsconfigFile: 'none',
    tempDirName: '.cache/mutation',
    ignorePatterns: ['.cache', '.output', 'bench', 'public', 'reports'],
    reporters: ['progress-append-only'],
    allowConsoleColors: false,
    warnings: { slow: false },
    logLevel: 'warn',
  } as never).runMutationTest();
}

/** Says how many were noticed, and of each that lives and is not on the list where it is. */
function report(floor: string, mutants: Mutant[]): void {
  const tried = mutants.filter(({ status }) => status !== 'Ignored');
  const alive = tried.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const unreached = alive.filter(({ status }) => status === 'NoCoverage').length;
  const lines = [...new Set(alive.map(lineOf))];
  const unlisted = lines.filter((line) => !listed.has(line));
  for (const line of unlisted) console.log(line);
  const of = `${tried.length - alive.length} of ${tried.length}`;
  const ignored = mutants.length - tried.length;
  const more = [
    `${unreached} that no test reaches`,
    ...(JUDGED.includes(floor) ? [`${unlisted.length} that are not in ${LIST}`] : []),
    ...(ignored > 0 ? [`${ignored} not tried`] : []),
  ];
  console.log(`${floor}: ${shareOf(mutants).toFixed(1)} % (${of}, ${more.join(', ')})`);
}
