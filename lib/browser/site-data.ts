import type { AppTab, SiteData } from '../flows/ports.ts';
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
export const siteData: SiteData = {
  mayClear,
  clear: async (origin) => {
    const where = import.meta.env.FIREFOX ? { hostnames: [new URL(origin).hostname] } : { origins: [origin] };
    await Promise.all([removeCookies(origin), browser.browsingData.remove(where as Options, KINDS)]);
  },
  emptyTabs: async (origin) => {
    // A pattern cannot name a port in every browser, so the tabs of the host are sifted by their address.
    const tabs = await browser.tabs.query({ url: hostPattern(origin) });
    const own = tabs.filter(({ url }) => url && URL.parse(url)?.origin === origin);
    return Promise.all(own.map(({ id }) => emptyTab(id ?? -1)));
  },
  reload: async (tabId) => {
    await browser.tabs.reload(tabId, { bypassCache: true });
  },
};

async function emptyTab(tabId: number): Promise<AppTab> {
  const run = { target: { tabId }, func: emptyPage };
  // A tab that has crashed or been put to sleep runs nothing; what it held is read anew from what has been cleared.
  const [answer] = await browser.scripting.executeScript(run).catch(() => []);
  return { tabId, unsaved: answer?.result === true };
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
