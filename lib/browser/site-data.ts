import type { AppTab, SiteData, TabEvents, Tabs } from '../flows/kernel/browser-ports.ts';
import { LIMITS } from '../flows/kernel/limits.ts';
import { keycloakCookie } from '../keycloak/session-mark.ts';
import { parentAddresses } from '../protocol/app-origin.ts';
import { isLoopbackHost } from '../protocol/issuer.ts';
import { hostPattern, mayClear, mayReadCookies } from './access.ts';
import { browser } from './api.ts';
import { emptyPage } from './empty-page.ts';

/** The kinds of data that go by origin. In Firefox they go by host name, and caches go with databases. */
const KINDS = import.meta.env.FIREFOX
  ? { localStorage: true, indexedDB: true, serviceWorkers: true }
  : { localStorage: true, indexedDB: true, cacheStorage: true, serviceWorkers: true };

type Options = Parameters<typeof browser.browsingData.remove>[0];
type Details = Parameters<typeof browser.cookies.getAll>[0];
type Cookie = Awaited<ReturnType<typeof browser.cookies.getAll>>[number] & { partitionKey?: object };

/** Cookies of partitions too, and in Firefox those of first-party isolation. */
const EVERYWHERE = { partitionKey: {}, ...(import.meta.env.FIREFOX && { firstPartyDomain: null }) };

/** What an app keeps in this browser, through the browser's own data, cookie and script APIs. */
export function createSiteData(tabs: Tabs, tabEvents: TabEvents): SiteData {
  // Tabs that were opened here for an app, and are none of the person's.
  const ownTabs = new Set<number>();
  const fromWithin = clearingFromWithin(tabs, tabEvents, ownTabs);
  return {
    mayClear,
    clear: async ({ origin, issuers, parentCookies }, emptied) => {
      const own = issuers.map((issuer) => new URL(issuer));
      const withRealm = own.some(({ hostname }) => hostname === new URL(origin).hostname);
      const [isLeft] = await Promise.all([
        removeCookies(origin, withRealm),
        ...(own.some((issuer) => issuer.origin === origin)
          ? []
          : [clearStorage({ origin, withRealm, emptied }, fromWithin)]),
      ]);
      const parents = await seeToParents(origin, parentCookies);
      return isLeft ? [new URL(origin).hostname, ...parents] : parents;
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

/** Has a page of an origin empty what it reaches. The address is one that an app without such a page answers too, with its error. */
function clearingFromWithin(tabs: Tabs, tabEvents: TabEvents, ownTabs: Set<number>): FromWithin {
  return async (origin) => {
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
}

type FromWithin = (origin: string) => Promise<void>;

async function clearStorage(
  { origin, withRealm, emptied }: { origin: string; withRealm: boolean; emptied: boolean },
  fromWithin: FromWithin,
): Promise<void> {
  // Firefox clears by host: where a realm stands on it too, only a page of the app's own origin takes no more than that.
  const byHost = import.meta.env.FIREFOX && withRealm;
  if (!byHost) await browser.browsingData.remove(whereOf(origin) as Options, KINDS);
  if ((byHost || isMissedByApi(origin)) && !emptied) await fromWithin(origin);
}

function whereOf(origin: string): object {
  return import.meta.env.FIREFOX ? { hostnames: [new URL(origin).hostname] } : { origins: [origin] };
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

/**
 * Exactly the host's cookies, without those of a Keycloak that stands there: of one that is not configured only what is Keycloak's for
 * certain.
 * @returns whether one was spared that may be the app's.
 */
async function removeCookies(origin: string, withRealm: boolean): Promise<boolean> {
  const { hostname } = new URL(origin);
  const found = await browser.cookies.getAll({ domain: hostname, ...EVERYWHERE } as Details);
  const own = found.filter(({ domain }) => domain === hostname || domain === `.${hostname}`);
  const spared = own.filter((cookie) => {
    const whose = keycloakCookie(cookie);
    return withRealm ? whose !== 'no' : whose === 'certain';
  });
  const apps = own.filter((cookie) => !spared.includes(cookie));
  await Promise.all(apps.map((cookie) => removeCookie(hostname, cookie)));
  return spared.some((cookie) => keycloakCookie(cookie) === 'perhaps');
}

/**
 * The cookies of parent domains that the app's host receives: removed where that was chosen.
 * @returns the domains of which one is left, or cannot be seen.
 */
async function seeToParents(origin: string, remove: boolean): Promise<string[]> {
  const left: string[] = [];
  for (const parent of parentAddresses(origin)) {
    const { hostname } = new URL(parent);
    const cookies = await parentCookies(parent, origin);
    if (cookies && remove) await Promise.all(cookies.map((cookie) => removeCookie(hostname, cookie)));
    const still = remove ? await parentCookies(parent, origin) : cookies;
    if (still === null || still.length > 0) left.push(hostname);
  }
  return left;
}

/** Null where the browser does not show them: the parent's host was not allowed. */
async function parentCookies(parent: string, origin: string): Promise<Cookie[] | null> {
  if (!(await mayReadCookies(parent))) return null;
  const { hostname } = new URL(parent);
  const found = await browser.cookies.getAll({ domain: hostname, ...EVERYWHERE } as Details);
  const secure = origin.startsWith('https:') || isLoopbackHost(hostname);
  return found.filter((cookie) => cookie.domain === `.${hostname}` && (secure || !cookie.secure));
}

async function removeCookie(hostname: string, cookie: Cookie): Promise<void> {
  const { name, path, storeId, partitionKey, secure } = cookie;
  const url = `${secure ? 'https' : 'http'}://${hostname}${path}`;
  await browser.cookies.remove({ url, name, storeId, ...(partitionKey && { partitionKey }) });
}
