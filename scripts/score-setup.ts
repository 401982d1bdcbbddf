// npm run score:setup [-- --browser chromium|firefox] [causes…]
import { CAUSES, type Cause } from '../lib/keycloak/diagnosis.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS } from '../lib/settings/schema.ts';
import { signInToPage } from '../tests/support/apps/visit.ts';
import { type BrowserName, launchBrowser, type TestBrowser } from '../tests/support/browser.ts';
import { readTest } from '../tests/support/read-diagnosis.ts';
import { lastAccesses, type Setup, setUpWrong } from '../tests/support/setups.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { takeScore } from './score.ts';

await takeScore(async ({ browser, keycloak, op, chosen }) => {
  const causes = CAUSES.filter((cause) => chosen.length === 0 || chosen.includes(cause));
  let named = 0;
  for (const cause of causes) {
    const found = await tryOut(browser, await setUpWrong(op, keycloak, cause));
    const right = isNamed(cause, found);
    if (right) named += 1;
    console.log(`${right ? 'named ' : 'MISSED'} ${cause.padEnd(20)} ${found.join(', ') || 'nothing'}`);
  }
  const well = await setUpWrong(op, keycloak, null);
  let before: unknown[] = [];
  const alarms = await tryOut(browser, well, async () => {
    before = await lastAccesses(well.realm, keycloak);
    // Keycloak counts whole seconds: what touched the session from now on would show.
    await waitFor('the next second but one', () => Date.now() > Number(before[0] ?? 0) + 2000);
  });
  const after = await lastAccesses(well.realm, keycloak);
  const bareAlarms = await tryOut(browser, await setUpWrong(op, keycloak, null, true));
  const untouched = before.length === 1 && String(before) === String(after);
  console.log(
    `\n${before.length} live session before, ${after.length} after, last access ${untouched ? 'unchanged' : 'CHANGED'}`,
  );
  console.log(`setup: ${named} of ${causes.length} causes named`);
  const all = [...alarms, ...bareAlarms];
  console.log(`${all.length} wrong alarms${all.length > 0 ? `: ${all.join(', ')}` : ''}`);
  if (named !== causes.length || all.length > 0 || !untouched) process.exitCode = 1;
});

/** Exactly that cause, and nothing else. */
function isNamed(cause: Cause, found: Cause[]): boolean {
  return found.length === 1 && found[0] === cause;
}

/** Runs the test on the options page. @returns the causes that it names. */
async function tryOut(
  name: BrowserName,
  setup: Setup,
  justBefore = async (): Promise<void> => undefined,
): Promise<Cause[]> {
  const browser = await launchBrowser(name, { headless: true, allowed: 'all' });
  try {
    const { realm, issuer, client } = setup;
    const entry = {
      ...REALM_DEFAULTS,
      id: realm.name,
      issuer,
      label: realm.name,
      client,
    };
    await browser.configure({ ...EMPTY_SETTINGS, realms: [entry] });
    if (setup.signsIn) await meet(browser, setup);
    await justBefore();
    return await readTest(browser, realm.name);
  } finally {
    await browser.close();
    await setup.close();
  }
}

/** Signs a person in by another app and opens the popup, which finds out what only it can. */
async function meet(browser: TestBrowser, { realm }: Setup): Promise<void> {
  await signInToPage(browser, realm.otherApp.loginUrl);
  const popup = await browser.openPopup();
  const settled = () =>
    popup.evaluate((issuer) => {
      const row = document.querySelector(`[data-realm="${issuer}"]`);
      const isKnown = /signed-in|failed/.test(row?.getAttribute('data-state') ?? '');
      return isKnown && row?.getAttribute('data-checking') === 'false';
    }, realm.issuer);
  await waitFor('the popup to know who is signed in', settled, 30_000);
}
