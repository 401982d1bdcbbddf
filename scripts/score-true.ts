// npm run score:true [-- --rig chromium|chromium-allowed|firefox] [--server VERSION|oidc-provider] [--client built-in] [cases…]
import { parseArgs } from 'node:util';
import { atExit } from '../tests/support/at-exit.ts';
import { buildExtension } from '../tests/support/build.ts';
import { share } from '../tests/support/lanes.ts';
import type { TruthCase } from '../tests/support/truth/case.ts';
import { CASES } from '../tests/support/truth/cases/all.ts';
import { browsersOf, isRig, mayReachHosts, RIGS, type Rig } from '../tests/support/truth/rig.ts';
import { type Outcome, runCase } from '../tests/support/truth/run.ts';
import { type RunningServer, SERVERS, startServer } from '../tests/support/truth/servers.ts';
import { step } from './step.ts';

/** How many cases are taken at a time. */
const LANES = 2;

const { values, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: { rig: { type: 'string' }, server: { type: 'string' }, client: { type: 'string' } },
});
const through = values.client === 'built-in' ? 'built-in' : 'registered';
const rigs = rigsOf(values.rig);
const servers = SERVERS.filter((server) => !values.server || server === values.server);
const cases = CASES.filter(
  ({ id }) => chosen.length === 0 || chosen.includes(id.replace(/[a-z]$/, '')) || chosen.includes(id),
);
const sum = { lines: 0, right: 0, falseGreen: 0, twins: 0, greenTwins: 0 };

// From here on a signal ends this process by its exit event, which takes the servers and the browsers along.
atExit(() => undefined);
for (const browser of browsersOf(rigs))
  await step(`Build the extension for ${browser}`, () => buildExtension(process.cwd(), browser));
for (const server of servers) await takeServer(server);
if (chosen.length === 0) listLeftOut();
console.log(
  `\ntrue: ${sum.right} of ${sum.lines} said what was so, ${sum.falseGreen} false "signed out", ${sum.greenTwins} of ${sum.twins} twins green`,
);
if (sum.right < sum.lines || sum.falseGreen > 0 || sum.greenTwins < sum.twins) process.exitCode = 1;

function rigsOf(named: string | undefined): readonly Rig[] {
  // Without a host allowed nobody is asked through the built-in client.
  if (!named) return through === 'built-in' ? RIGS.filter(mayReachHosts) : RIGS;
  if (!isRig(named)) throw new Error(`--rig is one of ${RIGS.join(', ')}`);
  return [named];
}

async function takeServer(name: string): Promise<void> {
  const here = cases.filter((one) => one.servers.includes(name));
  if (here.length === 0) return;
  const server = await step(`Start ${name}`, () => startServer(name));
  try {
    for (const rig of rigs) await step(`${rig} on ${name}`, () => takeRig(here, rig, server));
  } finally {
    await server.stop();
  }
}

/** Takes the cases of a rig a few at a time: each has a browser and realms of its own, and is mostly waiting. */
async function takeRig(here: TruthCase[], rig: Rig, server: RunningServer): Promise<void> {
  const left = here.filter(({ notIn }) => !notIn?.[rig] && !notIn?.[`${rig} on ${server.name}`]);
  await share(left, Array.from({ length: LANES }), (one) => takeCase(one, rig, server));
}

async function takeCase(one: TruthCase, rig: Rig, server: RunningServer): Promise<void> {
  const twin = await runCase(one, rig, server, false, through);
  sum.twins += 1;
  sum.greenTwins += twin.complaints.length === 0 ? 1 : 0;
  if (twin.complaints.length > 0) print(`${one.id}, healthy`, rig, server, twin);
  const outcome = await runCase(one, rig, server, true, through);
  sum.lines += 1;
  sum.right += outcome.complaints.length === 0 ? 1 : 0;
  sum.falseGreen += [twin, outcome].filter(({ isFalseGreen }) => isFalseGreen).length;
  print(one.id, rig, server, outcome);
}

function print(id: string, rig: Rig, server: RunningServer, { shown, facts, complaints }: Outcome): void {
  const truth = facts.map(({ what, value }) => `${what}: ${value}`).join(', ');
  const verdict = complaints.length === 0 ? 'right' : `FALSE (${complaints.join('; ')})`;
  console.log(
    `${id.padEnd(12)}${rig.padEnd(18)}${server.name.padEnd(14)}shown: ${shown} | true: ${truth} | ${verdict}`,
  );
}

function listLeftOut(): void {
  for (const { id, notIn } of CASES)
    for (const [rig, why] of Object.entries(notIn ?? {})) console.log(`not in ${rig}: ${id} (${why})`);
}
