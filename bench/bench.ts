// npm run bench [-- --idle] [-- --client registered|built-in]
import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import project from '../package.json' with { type: 'json' };
import { step } from '../scripts/step.ts';
import { atExit } from '../tests/support/at-exit.ts';
import { startKeycloak } from '../tests/support/keycloak-server.ts';
import { clearingApps } from './apps.ts';
import { closingLine, type Figure, isMet, lineOf } from './figures.ts';
import { leaveAlone } from './idle.ts';
import { popup } from './popup.ts';
import { makeRealms, openRig, type Rig } from './rig.ts';
import { roundTrips } from './round-trips.ts';
import { type BenchRealm, warmUp } from './sessions.ts';
import { manyRealms, oneRealm, oneSlowRealm } from './sign-outs.ts';
import { sizes } from './sizes.ts';

const [IDLE_MS, TEN_MINUTES_MS] = [20_000, 600_000];

/** How many looks and sign-outs a Keycloak that has just started needs until it answers about as fast as it ever will. */
const WARM = 150;

const MEASURES: Record<string, (rig: Rig) => Promise<Figure[]>> = {
  'One realm, click → proven': oneRealm,
  'Many realms at once': manyRealms,
  'One slow realm': oneSlowRealm,
  'Fifty apps of ten realms': clearingApps,
  'A hundred milliseconds to Keycloak': roundTrips,
  'Popup, click on the toolbar → usable': popup,
};

const { values: wanted } = parseArgs({
  options: { idle: { type: 'boolean' }, client: { type: 'string', default: 'registered' } },
});
const through = (['registered', 'built-in'] as const).find((one) => one === wanted.client);
if (!through) throw new Error('--client is registered or built-in');
// From here on a signal ends this process by its exit event, which takes the server and the browsers along.
atExit(() => undefined);
const figures = await bench(wanted.idle ?? false, through);
console.log(`\n${closingLine(figures)}`);
if (!figures.every(isMet)) process.exitCode = 1;

async function bench(onlyIdle: boolean, through: BenchRealm['through']): Promise<Figure[]> {
  await using later = new AsyncDisposableStack();
  await step('Build and pack the extension', () =>
    promisify(execFile)(process.execPath, ['node_modules/wxt/bin/wxt.mjs', 'zip']),
  );
  const keycloak = await step('Start Keycloak', () => startKeycloak(process.cwd(), { keepsPages: true }));
  later.defer(keycloak.stop);
  const realms = await step('Make the realms', () => makeRealms(keycloak, onlyIdle ? 1 : 50, through));
  const port = Number(new URL(keycloak.url).port);
  // It idles while all the others are measured.
  const idle = await step('Leave a browser alone', () => leaveAlone(port, realms[0], later));
  if (onlyIdle) return await take('Ten idle minutes', () => idle.seen(TEN_MINUTES_MS));
  await step('Warm Keycloak up', () => warmUp(realms, WARM));
  const rig = await step('Start Chromium', () => openRig(keycloak, realms));
  later.defer(() => rig.browser.close());
  console.log(await describeMachine(rig));
  const all: Figure[] = [];
  for (const [title, measure] of Object.entries(MEASURES))
    all.push(...(await take(title, () => measure(rig))));
  all.push(...(await take('Idle, popup closed', () => idle.seen(IDLE_MS))));
  all.push(...(await take('Sizes', sizes)));
  return all;
}

/** Takes a measure and prints it. One that fails keeps no budget, and does not keep the next from being taken. */
async function take(title: string, measure: () => Promise<Figure[]>): Promise<Figure[]> {
  console.log('');
  const taken = await step(title, measure).catch((error): Figure[] => {
    console.error(error);
    return [{ name: `${title}: could not be measured`, unit: 'times', values: [], atMost: 0 }];
  });
  for (const figure of taken) console.log(`  ${lineOf(figure)}`);
  return taken;
}

async function describeMachine({ browser }: Rig): Promise<string> {
  const [first, ...more] = cpus();
  const machine = `${first?.model.trim()}, ${more.length + 1} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${machine}; Node ${process.version}; ${await browser.version()}; Keycloak ${project.config.keycloak}`;
}
