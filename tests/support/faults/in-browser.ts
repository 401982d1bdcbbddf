import { CHROMIUM_ID } from '../addresses.ts';
import type { TestBrowser, TestPage } from '../browser.ts';
import { questionNow, settle } from '../truth/act.ts';
import { waitFor } from '../wait-for.ts';
import type { Bench, RealRig } from './bench.ts';
import { endingOf, type Outcome, outcomeOf } from './ending.ts';
import { look, shownOn, signOut, startSignOut } from './person.ts';
import { inBrowser, withTruth } from './real.ts';
import { RESTARTS } from './restarts.ts';
import { again, type InBrowser, inSignOut } from './scene.ts';

const SIGN_OUT = 'sign out after a look';

/** What may happen in a real browser. */
export const IN_BROWSER: readonly InBrowser[] = [
  inSignOut('worker stopped', ({ browser }) => browser.stopWorker()),
  inSignOut('popup closed', ({ popup }) => popup.close()),
  inSignOut('no connection at all', async ({ bench: { realm } }) => {
    await realm.relay.cut();
    return () => realm.relay.restore();
  }),
  {
    ...inSignOut('permission taken away', async ({ browser }) => {
      await allowHosts(browser, false);
      return () => allowHosts(browser, true);
    }),
    rigs: ({ browser, allowed }) => browser === 'chromium' && allowed,
  },
  ...RESTARTS,
  inTab('its tab closed', (tab) => tab.close()),
  inTab('its tab led elsewhere, and closed there', async (tab) => {
    await tab.evaluate(() => void setTimeout(() => location.assign('about:blank')));
    await waitFor('the tab to be elsewhere', async () => (await tab.url()) === 'about:blank');
    await tab.close();
  }),
  {
    name: 'two windows at once',
    act: SIGN_OUT,
    run: (bench) => inBrowser(bench, SIGN_OUT, clickTwice(bench)),
  },
  {
    name: 'storage full',
    act: 'look',
    rigs: isChromium,
    run: (bench) => inBrowser(bench, 'look', lookIntoFull(bench)),
  },
  {
    name: 'storage full',
    act: SIGN_OUT,
    rigs: isChromium,
    run: (bench) => inBrowser(bench, SIGN_OUT, signOutOverFull(bench)),
  },
  { name: 'settings broken', act: 'look', run: (bench) => inBrowser(bench, 'look', loseSettings(bench)) },
];

function isChromium({ browser }: RealRig): boolean {
  return browser === 'chromium';
}

/** Gives or takes the hosts, as a person does in the browser's own page. */
async function allowHosts(browser: TestBrowser, all: boolean): Promise<void> {
  const page = await browser.newTab('chrome://extensions');
  const hostAccess = all ? 'ON_ALL_SITES' : 'ON_CLICK';
  await page.evaluate(
    async (update) => {
      type Api = { updateExtensionConfiguration(update: object): Promise<void> };
      const { chrome } = globalThis as unknown as { chrome: { developerPrivate: Api } };
      await chrome.developerPrivate.updateExtensionConfiguration(update);
    },
    { extensionId: CHROMIUM_ID, hostAccess },
  );
  await page.close();
}

/** Has something happen to the tab in which the OP asks; here that is so where this client's Web Origin is not registered. */
function inTab(name: string, happens: (tab: TestPage) => Promise<void>): InBrowser {
  const act = async (bench: Bench, browser: TestBrowser): Promise<Outcome> => {
    await startSignOut(browser);
    await happens(await waitFor('the OP to ask', () => questionNow(browser, bench.realm)));
    const first = endingOf(SIGN_OUT, await withTruth(bench, shownOn(settle(browser))));
    return again(bench, browser, first);
  };
  return {
    name,
    act: SIGN_OUT,
    rigs: ({ allowed }) => !allowed,
    run: async (bench) => {
      const asking = await bench.other({ client: { webOrigins: ['https://elsewhere.example'] } });
      return inBrowser(asking, SIGN_OUT, (browser) => act(asking, browser));
    },
  };
}

function clickTwice(bench: Bench): (browser: TestBrowser) => Promise<Outcome> {
  return async (browser) => {
    await look(browser);
    const pages = [
      await browser.openExtensionPage('/popup.html'),
      await browser.openExtensionPage('/popup.html'),
    ];
    await Promise.all(pages.map((page) => waitFor('the button', () => page.evaluate(press, false))));
    await Promise.all(pages.map((page) => page.evaluate(press, true)));
    const first = endingOf(SIGN_OUT, await withTruth(bench, shownOn(settle(browser))));
    const results = (await browser.addresses()).filter((one) => one.includes('/signed-out.html'));
    if (results.length > 1) first.complaints.push('broke');
    return again(bench, browser, first);
  };
}

/** Runs in the popup's page. @returns whether its one button may be pressed. */
function press(really: boolean): boolean {
  const button = document.querySelector<HTMLElement>('.all button[aria-disabled="false"]');
  if (really) button?.click();
  return button !== null;
}

function lookIntoFull(bench: Bench): (browser: TestBrowser) => Promise<Outcome> {
  return async (browser) => {
    await inOptions(browser, fill);
    const first = endingOf('look', await withTruth(bench, look(browser)));
    await inOptions(browser, makeRoom);
    return outcomeOf('look', first, await withTruth(bench, look(browser)));
  };
}

function signOutOverFull(bench: Bench): (browser: TestBrowser) => Promise<Outcome> {
  return async (browser) => {
    const shown = signOut(browser, (popup) => popup.evaluate(fill));
    const first = endingOf(SIGN_OUT, await withTruth(bench, shown));
    await inOptions(browser, makeRoom);
    return again(bench, browser, first);
  };
}

async function inOptions(browser: TestBrowser, work: () => Promise<void>): Promise<void> {
  const page = await browser.openExtensionPage('/options.html');
  await page.evaluate(work);
  await page.close();
}

type Session = {
  QUOTA_BYTES: number;
  getBytesInUse(keys: null): Promise<number>;
  set(items: object): Promise<void>;
  remove(key: string): Promise<void>;
};
type Chrome = { chrome: { storage: { session: Session } } };

/** Runs in a page of the extension: fills what it may keep of a browser session, but for two kilobytes. */
async function fill(): Promise<void> {
  const { session } = (globalThis as unknown as Chrome).chrome.storage;
  const free = session.QUOTA_BYTES - (await session.getBytesInUse(null));
  await session.set({ filler: 'x'.repeat(free - 2_048) });
}

async function makeRoom(): Promise<void> {
  await (globalThis as unknown as Chrome).chrome.storage.session.remove('filler');
}

/** What stands in storage is no document any more: no realm is there, and nothing may be said of any. */
function loseSettings(bench: Bench): (browser: TestBrowser) => Promise<Outcome> {
  return async (browser) => {
    await look(browser);
    await browser.configure('broken' as never);
    const popup = await browser.openPopup();
    const read = () =>
      popup.evaluate(() => document.querySelector('li[data-realm]') === null && document.body.innerText);
    const words = (await waitFor('the popup to know no realm', read)).replace(/\s+/g, ' ');
    const shown = { works: false, says: 'neither' as const, isGreen: false, cause: 'no realm', words };
    const first = endingOf('look', await withTruth(bench, Promise.resolve(shown)));
    if (/signed out/i.test(words)) first.complaints.push('false "signed out"');
    await bench.configure(browser);
    return outcomeOf('look', first, await withTruth(bench, look(browser)));
  };
}
