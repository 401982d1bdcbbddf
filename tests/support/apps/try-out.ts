import type { Settings } from '../../../lib/settings/schema.ts';
import { APP_DEFAULTS, EMPTY_SETTINGS, REALM_DEFAULTS } from '../../../lib/settings/schema.ts';
import { launchBrowser, type TestBrowser, type TestPage } from '../browser.ts';
import type { TestRealm } from '../op.ts';
import { waitFor } from '../wait-for.ts';
import type { AppKind } from './app.ts';
import type { AppBed } from './bed.ts';
import { knowsPerson, signInToApp, stillReaches, walksIn } from './visit.ts';

const LIMIT_MS = 60_000;

/** A person who has signed in to an app of a kind, and the question whether they still are. */
export type Visit = {
  /** Asked of the app's own server, in the browser or device where the person was. */
  stillIn(): Promise<boolean>;
  /** The realm that the popup finds by its cookie, where all hosts are allowed; a person sees it there before the click. */
  finds?: TestRealm;
  /** Closes what was opened for it beside the browser. */
  leave(): Promise<void>;
};

/** Signs alice in to the portal, and to an app of a kind. */
export async function enter(kind: AppKind, bed: AppBed, browser: TestBrowser): Promise<Visit> {
  if (kind === 'second-browser') {
    await signInToApp(browser, bed.plain);
    const second = await launchBrowser(browser.name, { headless: true });
    await signInToApp(second, bed.plain);
    return { stillIn: () => walksIn(second, bed.plain), leave: second.close };
  }
  const app = bed.apps[kind];
  const tab = await signInToApp(browser, app);
  if (app.sister) await signInToApp(browser, app.sister);
  await signInToApp(browser, bed.plain);
  const leave = async () => undefined;
  if (app.stillActs) return { stillIn: app.stillActs, leave };
  if (kind === 'brokered-quiet') return { stillIn: () => walksIn(browser, app), finds: bed.upstream, leave };
  if (kind === 'brokered') return { stillIn: () => walksIn(browser, app), leave };
  const inTab = async () => app.singlePage === true && stillReaches(tab);
  const inSister = async () => app.sister !== undefined && knowsPerson(browser, app.sister);
  return { stillIn: async () => (await inTab()) || (await knowsPerson(browser, app)) || inSister(), leave };
}

/** Signs out as apps do today: one app asks the OP to end the SSO session. */
export async function signOutPlainly(bed: AppBed, browser: TestBrowser): Promise<void> {
  const tab = await browser.newTab(`${bed.plain.origin}/logout`);
  const said = () => tab.evaluate(() => document.querySelector('#said')?.textContent === 'Signed out');
  await waitFor('the portal to say “Signed out”', said, LIMIT_MS);
}

/** Settings under which one click signs out of everything: all apps listed, other devices too. */
export function fullSettings({ realm, apps, plain }: AppBed, show: 'tab' | 'background' = 'tab'): Settings {
  const listed = [...Object.values(apps), plain].flatMap(({ origin, name, alsoAt }) =>
    [origin, alsoAt ?? []].flat().map((one) => ({
      origin: one,
      label: name,
      ...APP_DEFAULTS,
      parentCookies: alsoAt !== undefined,
    })),
  );
  return {
    ...EMPTY_SETTINGS,
    signOut: { ...EMPTY_SETTINGS.signOut, show },
    realms: [
      {
        ...REALM_DEFAULTS,
        id: realm.name,
        issuer: realm.issuer,
        label: realm.name,
        apps: listed,
        otherDevices: true,
      },
    ],
  };
}

/** Settings of somebody who has listed no app. */
export function plainSettings(bed: AppBed): Settings {
  const settings = fullSettings(bed);
  return { ...settings, realms: settings.realms.map((realm) => ({ ...realm, apps: [] })) };
}

/**
 * Does what the result asks for about apps, as often as it asks: the first time what goes is said, and once more where a cookie of the
 * domain above is left.
 */
export async function answerAboutApps(page: TestPage): Promise<void> {
  for (let asked = 0; asked < 2; asked += 1) {
    const button = await page.evaluate(nameOfAppButton);
    if (!button) return;
    await page.click(button);
    await waitFor('another result', async () => (await page.evaluate(nameOfAppButton)) !== button, LIMIT_MS);
    await waitFor('all to be at rest', () => page.evaluate(isAtRest), LIMIT_MS);
  }
}

/** Runs in the result: what its one thing to do about apps is called. */
function nameOfAppButton(): string | null {
  const [first] = document.querySelectorAll<HTMLElement>('.remedy button.primary');
  const name = first?.textContent?.trim() ?? '';
  return /^(Sign out of th|Remove the cookies of )/.test(name) ? name : null;
}

/** Runs in the result: whether no realm is at work. */
function isAtRest(): boolean {
  return document.querySelector('[data-state="working"]') === null;
}

/** Signs out with the extension's one click, once the popup shows a realm that it is to find, and waits for its word. */
export async function signOutFully(bed: AppBed, browser: TestBrowser, finds?: TestRealm): Promise<TestPage> {
  const popup = await browser.openPopup();
  if (finds) {
    const isShown = (issuer: string) => document.querySelector(`li[data-realm="${issuer}"]`) !== null;
    await waitFor('the realm that is found', () => popup.evaluate(isShown, finds.issuer), LIMIT_MS);
  }
  await popup.click('Sign out of everything');
  const page = await browser.findPage(`${browser.extensionOrigin}/signed-out.html`);
  const read = (issuer: string) =>
    document.querySelector(`li[data-realm="${issuer}"]`)?.getAttribute('data-result') ?? null;
  await waitFor('the result', () => page.evaluate(read, bed.realm.issuer), LIMIT_MS);
  return page;
}
