import { LIMITS } from '../flows/kernel/limits.ts';
import type { AppTab, SiteData, TabEvents, Tabs } from '../flows/kernel/ports.ts';
import { hostPattern, mayClear } from './access.ts';
import { browser } from './api.ts';
import { emptyPage } from './empty-page.ts';

/** The kinds of data that go by origin. In Firefox they go by host name, and caches go with databases. */
const KINDS = import.meta.env.FIREFOX
  ? { localStorage: true, indexedDB: true, serviceWorkers: true }
  : { localStorage: true, indexedDB: true, cacheStorage: true, serviceWorkers: true };

type Options = Parameters<typeof browser.browsingData.remove>[0];
type Details = Parameters<typeof browser.cookies.getAll>[0];
type Cookie = Awaited<ReturnType<typeof browser.cookies.getAll>>[number] & { partitionKey?: object };

/** What an app keeps in this browser, through the browser's own data, cookie and script APIs. */
export function createSiteData(tabs: Tabs, tabEvents: TabEvents): SiteData {
  // Tabs that were opened here for an app, and are none of the person's.
  const ownTabs = new Set<number>();

  /** Has a page of an origin empty what it reaches. The address is one that an app without such a page answers too, with its error. */
  const clearFromWithin = async (origin: string): Promise<void> => {
    const tabId = await tabs.openHidden(`${origin}/robots.txt`);
    ownTabs.add(tabId);
    try {
      const loaded = await tabEvents.next(tabId, ['loaded', 'closed'], LIMITS.visit);
      if (loaded !== 'loaded') throw new TypeError('no page of the app to clear from');
      await runIn(tabId, true);
    } finally {
      ownTabs.delete(tabId);
      await tabs.close(tabId);
    }
  };

  return {
    mayClear,
    clear: async (origin, emptied) => {
      const where = import.meta.env.FIREFOX
        ? { hostnames: [new URL(origin).hostname] }
        : { origins: [origin] };
      await Promise.all([removeCookies(origin), browser.browsingData.remove(where as Options, KINDS)]);
      if (isMissedByApi(origin) && !emptied) await clearFromWithin(origin);
    },
    emptyTabs: async (origin) => {
      // A pattern cannot name a port in every browser, so the tabs of the host are sifted by their address.
      const found = await browser.tabs.query({ url: hostPattern(origin) });
      const apps = found.filter(
        ({ id = -1, url }) => !ownTabs.has(id) && url && URL.parse(url)?.origin === origin,
      );
      return Promise.all(apps.map(({ id }) => emptyTab(id ?? -1, isMissedByApi(origin))));
    },
    reload: async (tabId) => {
      // One that the person has closed meanwhile needs no more.
      await browser.tabs.reload(tabId, { bypassCache: true }).catch(() => undefined);
    },
  };
}

/** Firefox clears databases and local storage of a host's ordinary port only. */
function isMissedByApi(origin: string): boolean {
  return import.meta.env.FIREFOX && new URL(origin).port !== '';
}

function runIn(tabId: number, all: boolean) {
  return browser.scripting.executeScript({ target: { tabId }, func: emptyPage, args: [all] });
}

async function emptyTab(tabId: number, all: boolean): Promise<AppTab> {
  // A tab that has crashed or been put to sleep runs nothing; what it held is read anew from what has been cleared.
  const [answer] = await runIn(tabId, all).catch(() => []);
  return { tabId, unsaved: answer?.result === true, emptied: answer !== undefined };
}

/** Exactly the host's cookies: those of its parent domain belong to other apps too. */
async function removeCookies(origin: string): Promise<void> {
  const { hostname } = new URL(origin);
  const everywhere = { partitionKey: {}, ...(import.meta.env.FIREFOX && { firstPartyDomain: null }) };
  const found = await browser.cookies.getAll({ domain: hostname, ...everywhere } as Details);
  const own = found.filter(({ domain }) => domain === hostname || domain === `.${hostname}`);
  await Promise.all(own.map((cookie) => removeCookie(origin, cookie)));
}

async function removeCookie(origin: string, cookie: Cookie): Promise<void> {
  const { name, path, storeId, partitionKey } = cookie;
  const url = new URL(path, origin);
  if (cookie.secure) url.protocol = 'https:';
  await browser.cookies.remove({ url: url.href, name, storeId, ...(partitionKey && { partitionKey }) });
}
