import type { SiteData } from '../flows/kernel/browser-ports.ts';
import { withHiddenTab } from '../flows/kernel/hidden-tabs.ts';
import { LIMITS } from '../flows/kernel/limits.ts';
import type { Ports } from '../flows/kernel/ports.ts';
import { keycloakCookie } from '../keycloak/session-mark.ts';
import { parentAddresses } from '../protocol/app-origin.ts';
import { isLoopbackHost } from '../protocol/issuer.ts';
import { isKeptAway, mayAsk, mayClear, mayReadCookies } from './access.ts';
import { ANY_PARTY } from './any-party.ts';
import { browser } from './api.ts';
import { createAppTabs, isFramed, isMissedByApi, runIn } from './app-tabs.ts';
import { inBatches } from './batches.ts';
import { clock, pause } from './clock.ts';
import { emptyPage } from './empty-page.ts';

/** The kinds of data that go by origin. In Firefox they go by host name, and caches go with databases. */
const KINDS = import.meta.env.FIREFOX
  ? { localStorage: true, indexedDB: true, serviceWorkers: true }
  : { localStorage: true, indexedDB: true, cacheStorage: true, serviceWorkers: true };

type TabPorts = Pick<Ports, 'session' | 'tabs' | 'tabEvents' | 'worker'>;
type Options = Parameters<typeof browser.browsingData.remove>[0];
type Details = Parameters<typeof browser.cookies.getAll>[0];
type Cookie = Awaited<ReturnType<typeof browser.cookies.getAll>>[number] & { partitionKey?: object };

/** Cookies of partitions too, and in Firefox those of first-party isolation. */
const EVERYWHERE = { partitionKey: {}, ...ANY_PARTY };

/** What an app keeps in this browser, through the browser's own data, cookie and script APIs. */
export function createSiteData(ports: TabPorts): SiteData {
  // Tabs that were opened here for an app, and are none of the person's.
  const ownTabs = new Set<number>();
  const within = { ports, ownTabs };
  return {
    mayClear,
    isKeptAway,
    mayAsk,
    hasPartitioned,
    clear: async ({ origin, issuers, parentCookies }, emptied) => {
      const own = issuers.map((issuer) => new URL(issuer));
      const withRealm = own.some(({ hostname }) => hostname === new URL(origin).hostname);
      const keepsStorage = own.some((issuer) => issuer.origin === origin);
      const [{ spared, comesBack }, framed] = await Promise.all([
        removeCookies(origin, withRealm),
        isFramed(origin),
        ...(keepsStorage ? [] : [clearStorage({ origin, withRealm, emptied }, within)]),
      ]);
      const parents = await seeToParents(origin, parentCookies);
      return {
        left: spared ? [new URL(origin).hostname, ...parents] : parents,
        comesBack: comesBack || framed,
        keepsStorage,
      };
    },
    ...createAppTabs(ports.tabEvents, ownTabs),
  };
}

/** @see https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies */
async function hasPartitioned(origin: string): Promise<boolean> {
  if (!(await mayReadCookies(origin))) return false;
  const cookies = (await browser.cookies.getAll({ url: origin, ...EVERYWHERE } as Details)) as Cookie[];
  return cookies.some(({ partitionKey }) => partitionKey && Object.keys(partitionKey).length > 0);
}

type Within = { ports: TabPorts; ownTabs: Set<number> };

/** Has a page of an origin empty what it reaches. The address is one that an app without such a page answers too, with its error. */
async function clearFromWithin(origin: string, { ports, ownTabs }: Within): Promise<void> {
  const clearIn = async (tabId: number): Promise<void> => {
    ownTabs.add(tabId);
    try {
      const loaded = await ports.tabEvents.next(tabId, ['loaded', 'closed'], LIMITS.visit);
      if (loaded !== 'loaded') throw new TypeError('no page of the app to clear from');
      const says = await runIn(tabId, emptyPage, [origin, true, false]);
      if (says === 'elsewhere') throw new TypeError('led away from the app');
    } finally {
      ownTabs.delete(tabId);
    }
  };
  await withHiddenTab(() => ports.tabs.openHidden(`${origin}/robots.txt`), clearIn, { ...ports, clock });
}

async function clearStorage(
  { origin, withRealm, emptied }: { origin: string; withRealm: boolean; emptied: boolean },
  within: Within,
): Promise<void> {
  // Firefox clears by host: where a realm stands on it too, only a page of the app's own origin takes no more than that.
  const byHost = import.meta.env.FIREFOX && withRealm;
  if (!byHost) await removeStorage(import.meta.env.FIREFOX ? new URL(origin).hostname : origin);
  if (import.meta.env.FIREFOX && !emptied && (byHost || isMissedByApi(origin)))
    await clearFromWithin(origin, within);
}

/** A browser removes one after the other, each in about the time that it takes for all. */
const removeStorage = inBatches((places: string[]) =>
  browser.browsingData.remove(
    (import.meta.env.FIREFOX ? { hostnames: places } : { origins: places }) as Options,
    KINDS,
  ),
);

/** How long a cookie that was removed is waited for, milliseconds, and how often: a request under way may set it once more. */
const COMES_BACK_MS = 100;
const LOOKS = 3;

/**
 * Removes exactly the host's cookies until none comes back, without those of a Keycloak that stands there: of one that is not configured
 * only what is Keycloak's for certain. No page of the app stands meanwhile, so what comes is none that a server sets on each load of one.
 * @returns whether one was spared that may be the app's, and whether one came back each time.
 */
async function removeCookies(
  origin: string,
  withRealm: boolean,
): Promise<{ spared: boolean; comesBack: boolean }> {
  const { hostname } = new URL(origin);
  for (let look = 0; ; look += 1) {
    const found = await browser.cookies.getAll({ domain: hostname, ...EVERYWHERE } as Details);
    const own = found.filter(({ domain }) => domain === hostname || domain === `.${hostname}`);
    const spared = own.filter((cookie) => isKeycloaks(cookie, withRealm));
    const apps = own.filter((cookie) => !spared.includes(cookie));
    await Promise.all(apps.map((cookie) => removeCookie(hostname, cookie)));
    const comesBack = apps.length > 0;
    if (look > 0 && (!comesBack || look === LOOKS))
      return { comesBack, spared: spared.some((cookie) => keycloakCookie(cookie) === 'perhaps') };
    await pause(COMES_BACK_MS);
  }
}

function isKeycloaks(cookie: Cookie, withRealm: boolean): boolean {
  const whose = keycloakCookie(cookie);
  return withRealm ? whose !== 'no' : whose === 'certain';
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
