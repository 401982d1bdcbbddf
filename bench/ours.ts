import { type Browser, type Page, TargetType } from 'puppeteer-core';
import { APP_DEFAULTS, EMPTY_SETTINGS, REALM_DEFAULTS, type Show } from '../lib/settings/schema.ts';
import { CHROMIUM_ID } from '../tests/support/addresses.ts';
import { writeSettings } from '../tests/support/in-page.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { closeTabs, type Rig } from './rig.ts';
import { type BenchRealm, signInAll } from './sessions.ts';
import { clickButton, rest, rowsAre } from './watch-rows.ts';

/** How long a popup has to stand unchanged until its look counts as over, milliseconds: longer than it waits with drawing. */
const AT_REST_MS = 400;

/** What is different from a sign-out in the popup, after its look, with the hosts allowed. */
export type Different = {
  which?: 'allowed' | 'installed';
  show?: Show;
  /** Done between the look and the click. */
  beforeClick?: () => void;
  /** The realms to wait for; all where not given. */
  expected?: BenchRealm[];
  /** The worker has been stopped, nothing is known of the realms, and the click comes as soon as it can. */
  cold?: boolean;
};

/**
 * Signs in to realms and out again by our own popup, as a person does.
 * @returns the milliseconds from the click until the last row says that it is proven.
 */
export async function signOutByPopup(
  rig: Rig,
  realms: BenchRealm[],
  different: Different = {},
): Promise<number> {
  const { which = 'allowed', show = 'background', expected = realms } = different;
  await signInAll(rig.browser, realms);
  await writeRealms(rig.desks[which], realms, show);
  if (different.cold) await forgetAll(rig, which);
  const popup = await openPopup(rig.browser, rig.ids[which], rig.desks[which]);
  try {
    if (!different.cold) await lookIsOver(popup, realms);
    different.beforeClick?.();
    await clickAll(popup);
    const page = show === 'tab' ? await signedOutPage(rig.browser, rig.ids[which]) : popup;
    // The page in a tab may still be on its way to its own address. The times are its own.
    const seen = () => page.evaluate(rowsAre, issuersOf(expected), ['signed-out', 'verified']);
    const { at, clickedAt } = await waitFor('the results', seen);
    return at - clickedAt;
  } finally {
    await closePage(popup);
    await closeTabs(rig);
  }
}

/** Writes settings for some realms, from a page of ours. */
export function writeRealms(
  desk: Page,
  realms: BenchRealm[],
  show: Show,
  rules = EMPTY_SETTINGS.rules,
): Promise<void> {
  // As it is installed it reaches no realm but through the registered client.
  const isAllowed = desk.url().includes(CHROMIUM_ID);
  const full = realms.map(({ name, issuer, through, apps = [] }) => ({
    ...REALM_DEFAULTS,
    id: name,
    issuer,
    label: name,
    apps: apps.map((origin) => ({ ...APP_DEFAULTS, origin, label: origin })),
    ...(isAllowed && { client: through }),
  }));
  const signOut = { ...EMPTY_SETTINGS.signOut, show };
  return desk.evaluate(writeSettings, { ...EMPTY_SETTINGS, realms: full, signOut, rules });
}

/** Opens an extension's popup as a click on its button in the toolbar does, and waits until it is there. */
export async function openPopup(browser: Browser, id: string, front: Page): Promise<Page> {
  const extension = (await browser.extensions()).get(id);
  if (!extension) throw new Error(`no extension ${id}`);
  await front.bringToFront();
  const isPopup = (url: string): boolean => url.startsWith(`chrome-extension://${id}/popup.html`);
  const opened = browser.waitForTarget((target) => isPopup(target.url()));
  await Promise.all([front.triggerExtensionAction(extension), opened]);
  return (await opened).asPage();
}

/** Closes a page that may have gone already, and waits until the browser says that it has. */
export async function closePage(page: Page): Promise<void> {
  const target = page.target();
  if (!page.isClosed()) await page.close();
  await waitFor('the page to go', () => !page.browser().targets().includes(target));
}

/** Waits until the popup has named who is signed in to each realm and has come to rest. */
export async function lookIsOver(popup: Page, realms: BenchRealm[]): Promise<void> {
  await popup.evaluate(rowsAre, issuersOf(realms), ['named']);
  await popup.evaluate(rest, AT_REST_MS);
}

/** Clicks the popup's button for everything once it can be clicked. */
export function clickAll(popup: Page): Promise<boolean> {
  return waitFor('the button', () => popup.evaluate(clickButton, 'Sign out of everything'));
}

/** The issuers by which rows are found. */
export function issuersOf(realms: BenchRealm[]): string[] {
  return realms.map(({ issuer }) => issuer);
}

/** Stops an extension's worker as the browser itself does, and leaves it as after the browser's start. */
export async function forgetAll({ browser, ids, desks }: Rig, which: 'allowed' | 'installed'): Promise<void> {
  await desks[which].evaluate(() => {
    type Api = { storage: { session: { clear(): Promise<void> } } };
    return (globalThis as unknown as { chrome: Api }).chrome.storage.session.clear();
  });
  await waitFor('the worker to stop', async () => {
    const workers = browser.targets().filter((one) => one.type() === TargetType.SERVICE_WORKER);
    const own = workers.find((one) => one.url().includes(`//${ids[which]}/`));
    // Again and again: what was closed a moment ago may still wake it.
    await (await own?.worker())?.close();
    return !own;
  });
}

async function signedOutPage(browser: Browser, id: string): Promise<Page> {
  const target = await browser.waitForTarget((one) =>
    one.url().startsWith(`chrome-extension://${id}/signed-out.html`),
  );
  return target.asPage();
}
