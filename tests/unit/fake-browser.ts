import type { SiteData, Tabs } from '../../lib/flows/kernel/browser-ports.ts';
import type { Area, Clock, Ports } from '../../lib/flows/kernel/ports.ts';
import { arrive, giveForm } from '../../lib/flows/sign-out/arrive.ts';
import { AFTER_TAB, POST_PAGE } from './fake-op.ts';
import { visit } from './fake-op-pages.ts';
import { opFor } from './fake-servers.ts';
import type { Before, FakeApp, World } from './world.ts';

/** Time that passes only when it is let. */
export function fakeClock(world: World): Clock {
  return {
    now: () => world.now,
    after: (ms, done) => {
      const timer = { at: world.now + ms, done };
      world.timers.add(timer);
      return () => world.timers.delete(timer);
    },
  };
}

/** Storage that outlives the worker. */
export function fakeArea(world: World, before: Before): Area {
  const { records } = world;
  return {
    get: async (keys) => {
      await before();
      const wanted = keys ?? [...records.keys()];
      return structuredClone(
        Object.fromEntries(wanted.flatMap((key) => (records.has(key) ? [[key, records.get(key)]] : []))),
      );
    },
    set: async (items) => {
      await before();
      for (const [key, value] of Object.entries(structuredClone(items))) records.set(key, value);
    },
    remove: async (keys) => {
      await before();
      for (const key of keys) records.delete(key);
    },
    keys: (prefix) => before().then(() => [...records.keys()].filter((key) => key.startsWith(prefix))),
  };
}

/** What apps keep in the browser. */
export function fakeSiteData(world: World, before: Before): SiteData {
  const appAt = (origin: string): FakeApp | undefined => world.apps.get(origin);
  const isAllowed = (origin: string): boolean => appAt(origin)?.allowed ?? false;
  return {
    mayClear: (origin) => before().then(() => isAllowed(origin) && !appAt(origin)?.keptAway),
    isKeptAway: (origin) => before().then(() => isAllowed(origin) && appAt(origin)?.keptAway === true),
    hasPartitioned: (origin) => before().then(() => appAt(origin)?.partitioned ?? false),
    mayAsk: (origin) => before().then(() => appAt(origin)?.answers !== undefined),
    clear: async ({ origin, parentCookies }) => {
      await before();
      const app = appAt(origin);
      if (app?.breaks) throw new TypeError('no');
      if (app) app.data = false;
      return {
        left: parentCookies ? [] : (app?.parents ?? []),
        comesBack: app?.comesBack ?? false,
        keepsStorage: app?.keepsStorage ?? false,
      };
    },
    tabs: async (origin) => {
      await before();
      const app = appAt(origin);
      if (!app)
        return [...world.tabs].flatMap(([tabId, address]) =>
          URL.parse(address)?.origin === origin ? [{ tabId, address }] : [],
        );
      const open = [...app.tabs].filter(([, { isBlank }]) => !isBlank);
      return open.map(([tabId]) => ({ tabId, address: `${origin}/` }));
    },
    leave: async (tab, origin) => {
      await before();
      const found = appAt(origin)?.tabs.get(tab.tabId);
      if (!found) return { ...tab, is: 'elsewhere' };
      if (found.unsaved) return { ...tab, is: 'unsaved' };
      if (found.stays) return { ...tab, is: 'stays' };
      if (!found.isBlank) found.onLeave?.();
      found.isBlank = true;
      found.isLeft = true;
      return { ...tab, is: 'emptied' };
    },
    isTaken: ({ tabId }, origin) => before().then(() => appAt(origin)?.tabs.get(tabId)?.isTaken ?? false),
    load: async ({ tabId }) => {
      await before();
      for (const { tabs } of world.apps.values()) {
        const tab = tabs.get(tabId);
        if (tab) tab.isBlank = false;
      }
      return true;
    },
    close: async (tabId) => {
      await before();
      world.tabs.delete(tabId);
      for (const { tabs } of world.apps.values()) tabs.delete(tabId);
    },
    reload: async (tabId) => {
      await before();
      for (const { tabs } of world.apps.values()) {
        const tab = tabs.get(tabId);
        if (!tab) continue;
        if (!tab.isLeft) tab.onLeave?.();
        tab.loads += 1;
        world.register.mark(tabId, 'loaded');
        tab.onLoad?.();
      }
    },
  };
}

/** Lands a tab where the OP sends it; pages of ours tell the worker as the real ones do. */
export async function loadInTab(world: World, tabId: number, url: string, ports: Ports): Promise<void> {
  if (url.startsWith(POST_PAGE)) return sendOn(world, tabId, url, ports);
  const page = url.startsWith('chrome-') || !isOfOp(world, url) ? null : visit(opFor(world, url), url);
  const at = page?.kind === 'redirect' ? page.to : url;
  world.tabs.set(tabId, at);
  world.register.mark(tabId, 'answered');
  world.register.mark(tabId, 'loaded');
  const { hash, search } = new URL(at);
  if (at.startsWith(AFTER_TAB) && !hash) void arrive(search, tabId, ports);
}

function isOfOp(world: World, url: string): boolean {
  return world.ops.some(({ realm }) => url.startsWith(`${realm.issuer}/`));
}

/** The page that sends a stored form on. */
async function sendOn(world: World, tabId: number, url: string, ports: Ports): Promise<void> {
  world.tabs.set(tabId, url);
  const form = await giveForm(new URL(url).hash.slice(1), tabId, ports);
  if (!form) return;
  const fields = new URLSearchParams(form.fields);
  const to = new URL(form.action);
  if (world.saml.has(to.origin)) return world.saml.get(to.origin)?.(tabId);
  for (const [name, value] of fields) to.searchParams.set(name, value);
  return loadInTab(world, tabId, to.href, ports);
}

/** The tabs of the browser. */
export function fakeTabs(world: World, before: Before, ports: () => Ports): Tabs {
  const newTab = (): number => {
    world.opened += 1;
    world.register.watch(world.opened);
    return world.opened;
  };
  return {
    open: async (url) => {
      await before();
      const tabId = newTab();
      world.foreground.push(url);
      // A page loads whether the worker that opened it stands or not.
      void loadInTab(world, tabId, url, ports());
      await before();
      return tabId;
    },
    navigate: async (tabId, url) => {
      await before();
      await loadInTab(world, tabId, url, ports());
    },
    openHidden: async (url) => {
      await before();
      const tabId = newTab();
      world.visits.push(url);
      world.tabs.set(tabId, url);
      if (url.startsWith(POST_PAGE)) void loadInTab(world, tabId, url, ports());
      else world.register.mark(tabId, 'loaded');
      return tabId;
    },
    close: async (tabId) => {
      await before();
      world.tabs.delete(tabId);
    },
    answer: (tabId) =>
      before().then(() => ({ status: world.statuses.get(world.tabs.get(tabId) ?? '') ?? 200, ledTo: null })),
    focus: before,
    activeAddress: () => before().then(() => null),
    standsAt: (tabId, origin) =>
      before().then(() => world.hostsAllowed && URL.parse(world.tabs.get(tabId) ?? '')?.origin === origin),
    closeHidden: async (tabId) => {
      await before();
      if (tabId !== world.front) world.tabs.delete(tabId);
    },
  };
}
