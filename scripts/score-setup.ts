// npm run score:setup [-- --browser chromium|firefox] [--client registered|built-in] [set-ups…]
import { parseArgs } from 'node:util';
import { EMPTY_SETTINGS, REALM_DEFAULTS } from '../lib/settings/schema.ts';
import { signInToPage } from '../tests/support/apps/visit.ts';
import { type BrowserName, launchBrowser, type TestBrowser } from '../tests/support/browser.ts';
import { readTest } from '../tests/support/read-diagnosis.ts';
import {
  BOTH,
  type ClientKind,
  lastAccesses,
  makeSetup,
  RIGHT,
  type Setup,
  type SetupCase,
  WRONG,
} from '../tests/support/setups.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { type ScoreRig, takeScore } from './score.ts';

const OPTIONS = { client: { type: 'string' } } as const;

await takeScore(async (rig) => {
  const { client } = parseArgs({ options: OPTIONS, strict: false }).values;
  const kinds = BOTH.filter((kind) => client === undefined || client === kind);
  const tries = kinds.flatMap((kind) => chosenOf(rig, kind));
  let [named, tried, alarms] = [0, 0, 0];
  for (const { one, kind } of tries) {
    const found = await tryOut(rig, one, kind);
    const right = found.join() === (one.cause ?? '');
    if (one.cause) tried += 1;
    if (one.cause && right) named += 1;
    if (!one.cause) alarms += found.length;
    const word = one.cause ? (right ? 'named ' : 'MISSED') : right ? 'quiet ' : 'ALARM ';
    console.log(`${word} ${kind.padEnd(10)} ${one.name.padEnd(34)} ${found.join(', ') || 'nothing'}`);
  }
  const untouched = rig.chosen.length > 0 || (await isUntouched(rig));
  console.log(`\nsetup: ${named} of ${tried} causes named`);
  console.log(`${alarms} wrong alarms${untouched ? '' : ', and a session was TOUCHED'}`);
  if (named !== tried || alarms > 0 || !untouched) process.exitCode = 1;
}, OPTIONS);

/** The set-ups to be tried through one kind of client. */
function chosenOf({ chosen }: ScoreRig, kind: ClientKind): { one: SetupCase; kind: ClientKind }[] {
  const all = [...WRONG, ...RIGHT].filter(({ kinds }) => kinds.includes(kind));
  const wanted = all.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
  return wanted.map((one) => ({ one, kind }));
}

/** Runs the test on the options page. @returns the causes that it names. */
async function tryOut(rig: ScoreRig, one: SetupCase, kind: ClientKind): Promise<string[]> {
  const setup = await makeSetup(one, rig.op, rig.keycloak, kind);
  return withBrowser(rig.browser, setup, async (browser) => {
    if (setup.meets) await meet(browser, setup);
    return readTest(browser, setup.realm.name);
  });
}

/** Whether a test leaves a live session as it was. */
async function isUntouched({ browser: name, op, keycloak }: ScoreRig): Promise<boolean> {
  const well = RIGHT.find((one) => one.name === 'well');
  if (!well) throw new Error('no set-up is well');
  const setup = await makeSetup({ ...well, meets: true }, op, keycloak, 'registered');
  return withBrowser(name, setup, async (browser) => {
    await meet(browser, setup);
    const before = await lastAccesses(setup.realm, keycloak);
    // Keycloak counts whole seconds: what touched the session from now on would show.
    await waitFor('the next second but one', () => Date.now() > Number(before[0] ?? 0) + 2000);
    const found = await readTest(browser, setup.realm.name);
    const after = await lastAccesses(setup.realm, keycloak);
    const untouched = before.length === 1 && String(before) === String(after);
    console.log(
      `\n${before.length} live session before, ${after.length} after, last access ${untouched ? 'unchanged' : 'CHANGED'}`,
    );
    return untouched && found.length === 0;
  });
}

async function withBrowser<T>(
  name: BrowserName,
  { realm, issuer, client, close }: Setup,
  work: (browser: TestBrowser) => Promise<T>,
): Promise<T> {
  const browser = await launchBrowser(name, { headless: true, allowed: 'all' });
  try {
    const entry = { ...REALM_DEFAULTS, id: realm.name, issuer, label: realm.name, client };
    await browser.configure({ ...EMPTY_SETTINGS, realms: [entry] });
    return await work(browser);
  } finally {
    await browser.close();
    await close();
  }
}

/** Signs a person in by another app and opens the popup, which finds out what only it can; once more after what happens then. */
async function meet(browser: TestBrowser, { realm, issuer, afterwards }: Setup): Promise<void> {
  await signInToPage(browser, realm.otherApp.loginUrl);
  await look(browser, issuer, /signed-in|failed/);
  if (!afterwards) return;
  await afterwards();
  await look(browser, issuer, /signed-in|failed|unknown|signed-out/);
}

async function look(browser: TestBrowser, issuer: string, states: RegExp): Promise<void> {
  const popup = await browser.openPopup();
  const settled = () =>
    popup.evaluate(
      (address, wanted) => {
        const row = document.querySelector(`[data-realm="${address}"]`);
        const isKnown = new RegExp(wanted).test(row?.getAttribute('data-state') ?? '');
        return isKnown && row?.getAttribute('data-checking') === 'false';
      },
      issuer,
      states.source,
    );
  await waitFor('the popup to know who is signed in', settled, 30_000);
  await popup.close();
}
