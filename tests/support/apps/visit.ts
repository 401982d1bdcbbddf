import { ALICE } from '../addresses.ts';
import type { TestBrowser, TestPage } from '../browser.ts';
import { fillSignInForm } from '../in-page.ts';
import { waitFor } from '../wait-for.ts';
import type { App } from './app.ts';

const LIMIT_MS = 30_000;

/** What a page comes to show: an app's word, or the OP's form. */
type Shown = 'in' | 'out' | 'form';

/** Signs alice in to an app, through whatever form comes, and leaves its tab open. */
export function signInToApp(browser: TestBrowser, app: App): Promise<TestPage> {
  return signInToPage(browser, app.loginUrl);
}

/** Signs alice in at an address of an app, and leaves its tab open. */
export async function signInToPage(browser: TestBrowser, loginUrl: string): Promise<TestPage> {
  const tab = await browser.newTab(loginUrl);
  if ((await shown(tab)) === 'form') {
    await waitFor('the form', () => tab.evaluate(fillSignInForm, ALICE.username, ALICE.password), LIMIT_MS);
    await waitFor(`${loginUrl} to let alice in`, async () => (await shown(tab)) === 'in', LIMIT_MS);
  }
  return tab;
}

/** Whether an app, asked in a fresh tab, still knows its person. */
export async function knowsPerson(browser: TestBrowser, app: App): Promise<boolean> {
  return (await shownAt(browser, app.page ?? app.origin)) === 'in';
}

/** Whether “Sign in” walks straight in, without a form. */
export async function walksIn(browser: TestBrowser, app: App): Promise<boolean> {
  return (await shownAt(browser, app.loginUrl)) === 'in';
}

/** Whether an open tab of a single-page app still reaches its server in its person's name. */
export async function stillReaches(tab: TestPage): Promise<boolean> {
  const ask = () =>
    tab.evaluate(async () => {
      const { askAgain } = globalThis as unknown as { askAgain?: () => Promise<void> };
      await askAgain?.();
      return askAgain !== undefined;
    });
  await waitFor('the page to have asked its server', ask, LIMIT_MS);
  return (await shown(tab)) === 'in';
}

async function shownAt(browser: TestBrowser, address: string): Promise<Shown> {
  const tab = await browser.newTab(address);
  try {
    return await shown(tab);
  } finally {
    await tab.close();
  }
}

/** A tab between two pages can be asked nothing. */
function shown(tab: TestPage): Promise<Shown> {
  const ask = () =>
    tab.evaluate((): Shown | null => {
      if (document.querySelector('#kc-login')) return 'form';
      const text = document.querySelector('#said')?.textContent ?? '';
      if (text.startsWith('Signed in as')) return 'in';
      return text === 'Signed out' ? 'out' : null;
    });
  return waitFor<Shown>('an app or a form', ask, LIMIT_MS);
}
