import { ignore } from '../errors/ignore.ts';
import type { LeftTab, SiteData, TabEvents } from '../flows/kernel/browser-ports.ts';
import { LIMITS } from '../flows/kernel/limits.ts';
import { originOf } from '../protocol/origin.ts';
import { browser } from './api.ts';
import { inBatches } from './batches.ts';
import { clock, pause } from './clock.ts';
import { emptyPage } from './empty-page.ts';
import { tabNow } from './tab-now.ts';

const BLANK = 'about:blank';

/** Firefox can put an address in the place of the one before. */
const REPLACING = import.meta.env.FIREFOX && { loadReplace: true };

/** How often a tab is asked whether its page has gone, milliseconds. */
const ASK_AGAIN_MS = 50;

/** How long other pages are asked for frames of an app, milliseconds. */
const FRAMES_MS = 500;

/** Chromium alone tells where a tab is on its way to. */
type OpenTab = { id?: number; url?: string; pendingUrl?: string };

/** Every app of every realm looks through all of them. */
const openTabs = inBatches((_: null[]): Promise<OpenTab[]> => browser.tabs.query({}));

/** An app's open tabs, through the browser's tab and script APIs. */
export function createAppTabs(
  tabEvents: TabEvents,
  ownTabs: Set<number>,
): Pick<SiteData, 'tabs' | 'leave' | 'isTaken' | 'load' | 'reload' | 'close'> {
  return {
    tabs: async (origin) => {
      // A pattern cannot name a port in every browser, nor a page that has not come yet.
      const found = await openTabs(null);
      return found.flatMap((tab) => {
        const { id: tabId = -1, url = '', pendingUrl } = tab;
        if (!isOf(tab, origin) || ownTabs.has(tabId)) return [];
        return [{ tabId, address: pendingUrl ?? url, isOnItsWay: pendingUrl !== undefined }];
      });
    },
    leave: async (tab, origin) => {
      const { tabId, isOnItsWay } = tab;
      const ask = (goes: boolean) =>
        runIn(tabId, emptyPage, [origin, isMissedByApi(origin), goes]).catch(() => 'asleep' as const);
      const first = await ask(!isOnItsWay);
      // A page that has not come yet goes only where the browser itself leads its tab elsewhere. The person may have done so meanwhile.
      if (isOnItsWay) {
        if (!isOf(await tabNow(tabId), origin)) return { ...tab, is: 'elsewhere' };
        await browser.tabs.update(tabId, { url: BLANK }).catch(ignore);
        return { ...tab, is: 'emptied' };
      }
      const until = clock.now() + LIMITS.visit;
      let is: LeftTab['is'] = first;
      // Between the two pages nothing runs. The blank one empties what the other may have written as it went; Firefox lets nobody run
      // anything in it, so there it has gone once nothing runs.
      const gone = import.meta.env.FIREFOX ? 'asleep' : 'emptied';
      while (first === 'stays' && is !== gone && clock.now() < until) {
        await pause(ASK_AGAIN_MS);
        is = await ask(false);
      }
      return { ...tab, is };
    },
    isTaken: async ({ tabId, isOnItsWay }, origin) => {
      const tab = await tabNow(tabId);
      // Of a blank page of nobody's the browser tells nothing, as of one whose host was not allowed.
      if (tab === null || isOnItsWay || tab.url === BLANK) return false;
      return tab.url ? !isOf(tab, origin) : standsIn(tabId);
    },
    load: async ({ tabId, address, isOnItsWay }) => {
      if (!isOnItsWay && (await standsIn(tabId))) return true;
      // From within, the blank page leaves no mark in the tab's history. One of nobody's, and any in Firefox, may not be asked to.
      const lead = () => browser.tabs.update(tabId, { url: address, ...REPLACING });
      const within = () => runIn(tabId, (to: string) => location.replace(to), [address]);
      await (isOnItsWay ? lead() : within().catch(lead)).catch(ignore);
      // The blank page has loaded too, which may be told only now: loaded again while it still stands, the tab would stay blank.
      const until = clock.now() + LIMITS.visit;
      let stands = false;
      while (!stands && clock.now() < until) {
        await pause(ASK_AGAIN_MS);
        stands = await standsIn(tabId);
      }
      await tabEvents.next(tabId, ['loaded', 'closed'], until - clock.now());
      return stands;
    },
    reload: async (tabId) => {
      // One that the person has closed meanwhile needs no more.
      await browser.tabs.reload(tabId, { bypassCache: true }).catch(ignore);
    },
    close: async (tabId) => {
      const { windowId = -1 } = await browser.tabs.get(tabId);
      const all = await browser.tabs.query({ windowId });
      if (all.length === 1) await browser.tabs.create({ windowId });
      await browser.tabs.remove(tabId);
    },
  };
}

/** Whether a tab shows a page of an origin, or is on its way to one, as far as the browser tells. */
function isOf(tab: OpenTab | null, origin: string): boolean {
  return [tab?.url, tab?.pendingUrl].some((one) => one && URL.parse(one)?.origin === origin);
}

/**
 * Whether a page stands in a tab, and not the blank one: of that the browser tells no address, nor of one whose host was not allowed, in
 * which nothing may be run either. Firefox tells the two apart by nothing.
 */
async function standsIn(tabId: number): Promise<boolean> {
  const tab = await tabNow(tabId);
  if (tab === null || tab.url) return true;
  if (import.meta.env.FIREFOX) return false;
  return runIn(tabId, () => location.href, []).then(
    (href) => href !== BLANK,
    () => true,
  );
}

/**
 * Whether a page of another origin has one of the app's in a frame, as far as its host was allowed: such a page stays, and what it holds
 * in memory stays with it.
 */
export async function isFramed(origin: string): Promise<boolean> {
  const open = await openTabs(null);
  const others = open.filter(({ url = '' }) => url.startsWith('http') && originOf(url) !== origin);
  const found = await Promise.all(
    others.map(({ id: tabId = -1 }) => {
      const asked = inject({ tabId, allFrames: true }, (own: string) => self.origin === own, [origin]);
      // A tab that has been put to sleep may never answer.
      return Promise.race([asked, pause(FRAMES_MS)]).catch(ignore);
    }),
  );
  return found.some((frames) => frames?.some(({ result }) => result));
}

/** Firefox clears databases and local storage of a host's ordinary port only. */
export function isMissedByApi(origin: string): boolean {
  return import.meta.env.FIREFOX && new URL(origin).port !== '';
}

/**
 * Runs a function in the page of a tab, at once.
 * @throws {Error} where nothing runs there, or nothing of ours may.
 */
export async function runIn<A extends unknown[], T>(
  tabId: number,
  func: (...args: A) => T,
  args: A,
): Promise<Awaited<T>> {
  const [answer] = await inject({ tabId }, func, args);
  return answer?.result as Awaited<T>;
}

function inject<A extends unknown[], T>(
  target: { tabId: number; allFrames?: boolean },
  func: (...args: A) => T,
  args: A,
) {
  return browser.scripting.executeScript({ target, func, args, injectImmediately: true });
}
