import type { TestBrowser, TestPage } from '../browser.ts';
import type { TestRealm } from '../op.ts';
import { waitFor } from '../wait-for.ts';
import { readPopup, readScreen, type Screen } from './screen.ts';
import type { Stage } from './stage.ts';

/** How long a sign-out may take until the page says how it ended, milliseconds. */
const SETTLED_MS = 90_000;

/** How long the popup may look until each row says something, milliseconds. */
const LOOK_MS = 12_000;

/** How long a person leaves a tab of the realm that asks nothing open, milliseconds. */
const PATIENCE_MS = 4_000;

/** How long nothing may happen before a person looks at the popup for the result, milliseconds. */
const QUIET_MS = 15_000;

/** How long the page may take once the popup says how the sign-out ended, milliseconds. */
const PAGE_MS = 2_000;

const EVERYTHING = 'Sign out of everything';

/** Opens the popup and waits until each row has a word for its realm. */
export async function look(browser: TestBrowser): Promise<{ popup: TestPage; rows: Record<string, string> }> {
  const popup = await browser.openPopup();
  const settled = async () => {
    const rows = await readPopup(popup);
    const states = Object.values(rows);
    return states.length > 0 && !states.some((state) => /^(unknown|working)?$/.test(state)) && rows;
  };
  // Where the realm cannot be asked without a person, a row stays unknown, and a person clicks all the same.
  const rows = await waitFor('the popup to know', settled, LOOK_MS).catch(() => readPopup(popup));
  return { popup, rows };
}

/** Looks at the popup, signs out of everything, and reads what the page says in the end. */
export function signOutOfEverything(stage: Stage): Promise<Screen> {
  return signOutBy(stage, EVERYTHING);
}

/** Looks at the popup, signs out of one realm, and reads what the page says in the end. */
export function signOutOf(stage: Stage, { label }: TestRealm): Promise<Screen> {
  return signOutBy(stage, `Sign out of ${label}`);
}

/** Looks at the popup, signs out of everything, and waits for nothing. */
export async function clickOnly(browser: TestBrowser): Promise<void> {
  const { popup } = await look(browser);
  await popup.click(EVERYTHING);
}

async function signOutBy({ browser }: Stage, button: string): Promise<Screen> {
  const { popup } = await look(browser);
  const person = answerTabs(browser, await browser.addresses());
  await popup.click(button);
  return settle(browser, person);
}

/**
 * Waits until the page says how the sign-out ended.
 * @param person what a person does meanwhile; whether there was anything to do.
 */
export function settle(
  browser: TestBrowser,
  person: () => Promise<boolean> = async () => false,
): Promise<Screen> {
  let quietSince = Date.now();
  const settled = async () => {
    const screen = await screenNow(browser);
    if (screen) return screen.headline === 'working' ? person().then(() => null) : screen;
    const acted = await person();
    if (acted) quietSince = Date.now();
    return Date.now() - quietSince > QUIET_MS && popupAsScreen(browser);
  };
  return waitFor('the sign-out to end', settled, SETTLED_MS).catch(async (cause) => {
    const tabs = (await browser.addresses()).map((address) => address.slice(0, 80));
    throw new Error(`the sign-out did not end; open: ${tabs.join(' ')}`, { cause });
  });
}

/** Where no page comes, as after a person has closed the realm's tab, the popup alone says how it ended. */
async function popupAsScreen(browser: TestBrowser): Promise<Screen | null> {
  const { popup, rows } = await look(browser);
  const each = Object.entries(rows).map(([issuer, result]) => ({ issuer, result }));
  if (each.some(({ result }) => result === 'working')) return null;
  // The page comes right after the last row has come to rest, which may have been while the popup was looked at.
  const page = await waitFor('the page', () => screenNow(browser), PAGE_MS).catch(() => null);
  if (page && page.headline !== 'working') return page;
  const said = await readScreen(popup);
  const isOut = each.every(({ result }) => result === 'signed-out') && said.failures.length === 0;
  return { ...said, headline: isOut ? 'signed-out' : 'popup', rows: each };
}

/** What the page on which a sign-out ends says now; null where it is not open. */
export async function screenNow(browser: TestBrowser): Promise<Screen | null> {
  const address = resultAddress(browser);
  const isThere = (await browser.addresses()).some((one) => one.startsWith(address));
  return isThere ? readScreen(await browser.findPage(address)) : null;
}

/** Closes the page on which a sign-out ends, where it is open. */
export async function closeResult(browser: TestBrowser): Promise<void> {
  if (await screenNow(browser)) await (await browser.findPage(resultAddress(browser))).close();
}

/** The tab in which a realm asks whether to sign out; null where none does. */
export async function questionNow(browser: TestBrowser, { name }: TestRealm): Promise<TestPage | null> {
  const isIt = (address: string) => address.includes(`/realms/${name}/protocol/openid-connect/logout`);
  const address = (await browser.addresses()).find(isIt);
  const tab = address ? await browser.findPage(address) : null;
  const asks = await tab?.evaluate(() => document.querySelector('#kc-logout') !== null);
  return asks && tab ? tab : null;
}

function resultAddress({ extensionOrigin }: TestBrowser): string {
  return `${extensionOrigin}/signed-out.html`;
}

/**
 * A person who answers a realm's question where one stands in a tab, and closes a tab that came up and asks nothing.
 * @param before the addresses of the tabs that the person had opened.
 */
export function answerTabs(browser: TestBrowser, before: string[]): () => Promise<boolean> {
  const since = new Map<string, number>();
  return async () => {
    const open = (await browser.addresses()).filter((one) => one.startsWith('http') && !before.includes(one));
    for (const address of since.keys()) if (!open.includes(address)) since.delete(address);
    for (const address of open) {
      const seenAt = since.get(address) ?? Date.now();
      since.set(address, seenAt);
      const tab = await browser.findPage(address);
      const asks = await tab.evaluate(answerQuestion);
      if (!asks && Date.now() - seenAt > PATIENCE_MS) await tab.close();
    }
    return open.length > 0;
  };
}

/** Runs in a page: presses "Logout" where that is asked. @returns whether the page asks for anything. */
function answerQuestion(): boolean {
  const button = document.querySelector<HTMLElement>('#kc-logout');
  if (button) setTimeout(() => button.click());
  return document.querySelector('#kc-logout, #kc-login') !== null;
}
