import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import {
  EMPTY_SETTINGS,
  REALM_DEFAULTS,
  type Realm,
  type Settings,
  type Show,
} from '../../lib/settings/schema.ts';
import { ALICE } from '../support/addresses.ts';
import {
  type BrowserName,
  type LaunchOptions,
  launchBrowser,
  type TestBrowser,
  type TestPage,
} from '../support/browser.ts';
import { fillSignInForm } from '../support/in-page.ts';
import { type Op, openOp, type RealmOptions, type TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';

/** How long a test waits for anything on screen, milliseconds. */
export const LIMIT_MS = 40_000;

/** What the tests of a file work with; each test starts a browser of its own, so that none inherits another's sessions. */
export type Bed = {
  op: Op;
  browser: TestBrowser;
  launch(options?: Partial<LaunchOptions>): Promise<TestBrowser>;
  /** Makes a realm with a name of its own. */
  realm(options?: RealmOptions): Promise<TestRealm>;
  configure(show: Show, ...realms: ConfiguredRealm[]): Promise<void>;
};

/** Sets the bed up for the tests of a file. */
export function useBed(): Bed {
  const bed = {} as Bed;
  const started: TestBrowser[] = [];
  let count = 0;
  beforeAll(async () => {
    bed.op = await openOp(inject('op'));
  });
  afterAll(() => bed.op.stop());
  afterEach(async () => {
    await Promise.all(started.splice(0).map((browser) => browser.close()));
  });
  bed.launch = async (options = {}) => {
    bed.browser = await launchBrowser(inject('browser'), { headless: true, ...options });
    started.push(bed.browser);
    return bed.browser;
  };
  bed.realm = (options = {}) => {
    count += 1;
    return bed.op.addRealm(`realm-${process.pid}-${count}`, options);
  };
  bed.configure = (show, ...realms) => bed.browser.configure(settingsFor(show, ...realms));
  return bed;
}

/** A realm for the settings, and through which client it is asked. */
type ConfiguredRealm = Pick<TestRealm, 'name' | 'issuer'> & { through?: Realm['client'] };

/** The settings document for some realms, labelled by their names. */
export function settingsFor(show: Show, ...realms: ConfiguredRealm[]): Settings {
  return {
    ...EMPTY_SETTINGS,
    realms: realms.map(({ name, issuer, through = 'auto' }) => ({
      ...REALM_DEFAULTS,
      id: name,
      issuer,
      label: name,
      client: through,
    })),
    signOut: { ...EMPTY_SETTINGS.signOut, show },
  };
}

/** Signs the person in to an ordinary app in an ordinary tab. */
export async function signInByOtherApp(bed: Bed, realm: TestRealm): Promise<void> {
  const tab = await bed.browser.newTab(realm.otherApp.loginUrl);
  await signInOn(tab);
  await expectText(tab, /Signed in as/);
  await tab.close();
}

/** Opens the popup of a realm to which the person has signed in by an ordinary app, once it says so. */
export async function openSignedIn(bed: Bed, show: Show, realm: TestRealm): Promise<TestPage> {
  await bed.configure(show, realm);
  await signInByOtherApp(bed, realm);
  const popup = await bed.browser.openPopup();
  await expectState(popup, realm, 'signed-in');
  return popup;
}

/** Signs in through the popup, in the window that it opens. */
export async function signInByPopup(bed: Bed, popup: TestPage, realm: TestRealm): Promise<void> {
  await popup.click(`Sign in to ${realm.name}`);
  const window = await bed.browser.findPage(`/realms/${realm.name}/`).catch(async (cause) => {
    const said = await popup.evaluate(() => document.body.innerText);
    throw new Error(`No window to sign in. The popup said:\n${said}`, { cause });
  });
  await signInOn(window);
  await expectState(popup, realm, 'signed-in');
}

/** Fills in the OP's form once it stands. */
export function signInOn(page: TestPage): Promise<boolean> {
  return waitFor('the form', () => page.evaluate(fillSignInForm, ALICE.username, ALICE.password), LIMIT_MS);
}

/** Says yes to the OP's question. It is found anew at each try: a window that goes on without a person closes under one's hands. */
export function answerQuestion({ browser }: Bed): Promise<boolean> {
  return waitFor('the question', async () => {
    const question = await browser.findPage('/protocol/openid-connect/logout');
    return question.evaluate(() => {
      const button = document.querySelector<HTMLElement>('#kc-logout');
      setTimeout(() => button?.click());
      return button !== null;
    });
  });
}

/** Waits until the popup says that a tab waits for the person. A tab that comes up closes the popup, which is opened anew then. */
export function expectWaiting({ browser }: Bed): Promise<true> {
  const says = async (): Promise<true> => {
    const popup = await browser.openPopup();
    await expectText(popup, 'Waiting for you in a tab', 5_000);
    return true;
  };
  return waitFor('the popup to say that a tab waits', says, LIMIT_MS);
}

/** Waits until the realm's row in the popup says a state. */
export async function expectState(popup: TestPage, realm: { issuer: string }, state: string): Promise<void> {
  const read = (issuer: string) =>
    document.querySelector(`li[data-realm="${issuer}"]`)?.getAttribute('data-state') ?? '';
  await expect
    .poll(() => popup.evaluate(read, realm.issuer), { timeout: LIMIT_MS, interval: 25 })
    .toBe(state);
}

/** Waits until the realm's row on a page says a sign-out's result, or one of some that are right. */
export async function expectResult(
  page: TestPage,
  realm: { issuer: string },
  ...results: [string, ...string[]]
): Promise<void> {
  const read = (issuer: string) =>
    document.querySelector(`li[data-realm="${issuer}"]`)?.getAttribute('data-result') ?? '';
  await expect
    .poll(() => page.evaluate(read, realm.issuer), { timeout: LIMIT_MS, interval: 25 })
    .toBeOneOf(results);
}

/** Waits until a page shows a text. */
export async function expectText(page: TestPage, text: string | RegExp, limitMs = LIMIT_MS): Promise<void> {
  // Text in closed details counts too.
  const read = () => document.body.textContent;
  await expect.poll(() => page.evaluate(read), { timeout: limitMs, interval: 25 }).toMatch(text);
}

/** The page on which a sign-out ends. */
export function signedOutPage(bed: Bed): Promise<TestPage> {
  return bed.browser.findPage(`${bed.browser.extensionOrigin}/signed-out.html`);
}

/**
 * A case that cannot exist in the other browser. It is listed with its reason there, and is no test.
 * @param reason why the other browser cannot have it; also in docs/browsers.md.
 */
export function itOnlyIn(browser: BrowserName, reason: string, name: string, run: () => Promise<void>): void {
  if (inject('browser') === browser) it(name, run);
  else console.log(`only in ${browser}: ${name} (${reason})`);
}

/**
 * A case of a behaviour that only the real Keycloak has. It is listed for the embedded OP, and is no test there.
 * @param limitMs where it may take longer than others, milliseconds.
 */
export function itOnKeycloak(name: string, run: () => Promise<void>, limitMs?: number): void {
  if (inject('op').kind === 'keycloak') it(name, run, limitMs);
  else console.log(`only on Keycloak: ${name}`);
}

/** A case that rests on what only the embedded OP can be made to do. It is listed for Keycloak, and is no test there. */
export function itOnEmbedded(name: string, run: () => Promise<void>): void {
  if (inject('op').kind === 'embedded') it(name, run);
  else console.log(`only on the embedded OP: ${name}`);
}
