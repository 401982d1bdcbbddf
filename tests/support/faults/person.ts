import { ALICE } from '../addresses.ts';
import type { TestBrowser, TestPage } from '../browser.ts';
import { fillSignInForm } from '../in-page.ts';
import type { TestRealm } from '../op.ts';
import { answerTabs, closeResult, screenNow, settle } from '../truth/act.ts';
import type { Screen } from '../truth/screen.ts';
import { waitFor } from '../wait-for.ts';
import type { Seen } from './ending.ts';

/** How long an act may go on until something is said, milliseconds. */
const SETTLED_MS = 100_000;

/** How long a person looks at a page that is nothing to them, milliseconds. */
const PATIENCE_MS = 3_000;

/** How long a row must be at rest, milliseconds: a popup shows what was known before it says that it looks. */
const REST_MS = 800;

/** What the screen says, without what only the server knows. */
export type Shown = Omit<Seen, 'lives' | 'isForgotten'>;

type Row = { state: string; checking: boolean; failure: string; words: string };

function readRow(popup: TestPage): Promise<Row | null> {
  return popup.evaluate(() => {
    const row = document.querySelector('li[data-realm]');
    if (!row) return null;
    return {
      state: row.getAttribute('data-state') ?? '',
      checking: row.getAttribute('data-checking') === 'true',
      failure: row.querySelector('[data-failure]')?.getAttribute('data-failure') ?? '',
      words: row.querySelector('.line')?.textContent ?? '',
    };
  });
}

/** Opens the popup anew, which looks, and reads the row once that is over. */
export async function look(browser: TestBrowser): Promise<Shown> {
  await reopened(browser);
  return shownIn(await settledRow(browser));
}

/** The popup as it is opened by a click: one that stands is closed first, and may be going already. */
function reopened(browser: TestBrowser): Promise<TestPage> {
  return waitFor('the popup', async () => {
    if (!(await standingPopup(browser))) return browser.openPopup();
    await (await popupNow(browser)).close();
    return null;
  });
}

async function standingPopup(browser: TestBrowser): Promise<string | undefined> {
  return (await browser.addresses()).find((one) => one.includes('/popup.html'));
}

/** The popup that stands, or a new one. Firefox's stands in a tab, and another would be opened beside it, which looks too. */
async function popupNow(browser: TestBrowser): Promise<TestPage> {
  const open = browser.name === 'firefox' && (await standingPopup(browser));
  return open ? browser.findPage(open) : browser.openPopup();
}

/**
 * The row once it has come to rest. A tab that comes up closes the popup, which is opened anew then.
 * @param meanwhile what a person does until then.
 */
async function settledRow(
  browser: TestBrowser,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<Row> {
  let last: Row = { state: 'working', checking: true, failure: '', words: 'never opened' };
  let restsSince = Date.now();
  const settled = async () => {
    await meanwhile();
    last = (await readRow(await popupNow(browser))) ?? last;
    const rests = !last.checking && last.state !== 'working' && last.words.trim() !== '';
    if (!rests) restsSince = Date.now();
    return Date.now() - restsSince > REST_MS && last;
  };
  return waitFor('the row to come to rest', settled, SETTLED_MS).catch(() => last);
}

function shownIn({ state, checking, failure, words }: Row): Shown {
  const says = state === 'signed-in' ? 'in' : state === 'signed-out' ? 'out' : 'neither';
  // A row that says that it does not know has said it.
  const cause = failure || (state === 'unknown' ? state : null);
  return {
    works: checking || state === 'working',
    says,
    isGreen: false,
    cause,
    words: [words, failure].filter(Boolean).join(', '),
  };
}

/** Signs in by the popup, where it offers that: fills in the form where one comes, and closes what is none. */
export async function signIn(browser: TestBrowser, realm: TestRealm): Promise<Shown> {
  const popup = await reopened(browser);
  const before = await settledRow(browser);
  const name = `Sign in to ${realm.label}`;
  if (before.state === 'signed-in' || !(await has(popup, name))) return shownIn(before);
  const open = await browser.addresses();
  await popup.evaluate(watchForWords);
  await popup.click(name);
  // A window or a tab that comes up may close it; and what fails at once, as it did before, changes nothing in it.
  const begun = () => popup.evaluate(hasBegun).catch(() => true);
  await waitFor('the sign-in to begin', begun, PATIENCE_MS).catch(() => false);
  return shownIn(await settledRow(browser, answerForms(browser, open)));
}

/**
 * A person who signs in where a page asks for that, and closes one that asks nothing, wherever it stands.
 * @param before the addresses of the pages that were there already.
 */
function answerForms(browser: TestBrowser, before: string[]): () => Promise<void> {
  const since = new Map<string, number>();
  return async () => {
    const come = (await browser.addresses()).filter((one) => one.startsWith('http') && !before.includes(one));
    for (const address of come) {
      const page = await browser.findPage(address);
      if (await page.evaluate(fillSignInForm, ALICE.username, ALICE.password)) continue;
      const seenAt = since.get(address) ?? Date.now();
      since.set(address, seenAt);
      if (Date.now() - seenAt > PATIENCE_MS) await page.close();
    }
  };
}

/** A sign-out by the one button of the popup, after a look, until the page says how it has ended. */
export async function signOut(
  browser: TestBrowser,
  begin: (popup: TestPage) => Promise<void> = async () => undefined,
): Promise<Shown> {
  const popup = await lookAround(browser);
  await begin(popup);
  const person = answerTabs(browser, await browser.addresses());
  await popup.click(EVERYTHING);
  return shownOn(settle(browser, person));
}

/** Presses the one button of the popup, after a look, and waits until the row says that something is being done. */
export async function startSignOut(
  browser: TestBrowser,
  begin: () => Promise<void> = async () => undefined,
): Promise<TestPage> {
  const popup = await lookAround(browser);
  await begin();
  await popup.evaluate(watchForWords);
  await popup.click(EVERYTHING);
  await waitFor('the sign-out to begin', () => popup.evaluate(hasBegun));
  return popup;
}

const EVERYTHING = 'Sign out of everything';

async function lookAround(browser: TestBrowser): Promise<TestPage> {
  const popup = await reopened(browser);
  await settledRow(browser);
  return popup;
}

/** Tries again: by the page's own button, or the popup's where no page stands. */
export async function signOutAgain(browser: TestBrowser, { label }: TestRealm): Promise<Shown> {
  const name = `Try signing out of ${label} again`;
  const person = answerTabs(browser, await browser.addresses());
  const page = (await screenNow(browser)) && (await browser.findPage('/signed-out.html'));
  if (!page) {
    const popup = await reopened(browser);
    const { state } = await settledRow(browser);
    if (state === 'signed-out') return signOut(browser);
    await popup.click((await has(popup, name)) ? name : EVERYTHING);
    return shownOn(settle(browser, person));
  }
  if (!(await has(page, name))) {
    await closeResult(browser);
    return signOut(browser);
  }
  await page.evaluate(watchForWords);
  await page.click(name);
  await waitFor('the page to begin again', () => page.evaluate(hasBegun));
  return shownOn(settle(browser, person));
}

function has(page: TestPage, name: string): Promise<boolean> {
  return page.evaluate(
    (wanted) => [...document.querySelectorAll('button')].some((one) => one.textContent === wanted),
    name,
  );
}

type Watched = typeof globalThis & { hasBegun?: boolean };

/** Runs in a page: notes that something has begun, by another word in it. What is over soon is not shown as work. */
function watchForWords(): void {
  const wordsNow = (): string => document.querySelector('main')?.textContent ?? '';
  const before = wordsNow();
  const see = (): void => {
    if (wordsNow() !== before) (globalThis as Watched).hasBegun = true;
  };
  new MutationObserver(see).observe(document.body, { subtree: true, childList: true, characterData: true });
}

function hasBegun(): boolean {
  return (globalThis as Watched).hasBegun === true;
}

/** What a sign-out's page says in the end. */
export async function shownOn(screen: Promise<Screen>): Promise<Shown> {
  const { headline, rows, failures } = await screen.catch((): Screen => NEVER);
  const isOut = rows.length > 0 && rows.every(({ result }) => OUT.includes(result));
  return {
    works: headline === 'working',
    says: isOut ? 'out' : 'neither',
    isGreen: ['signed-out', 'signed-out-of', 'nothing'].includes(headline),
    cause: failures[0] ?? null,
    words: [headline, ...failures].join(', '),
  };
}

/** What rows say of a realm that is proven, on the page and in the popup. */
const OUT = ['verified', 'already-signed-out', 'signed-out'];

const NEVER: Screen = { headline: 'working', rows: [], failures: [], apps: [], providers: [], devices: '' };
