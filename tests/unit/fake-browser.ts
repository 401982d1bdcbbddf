import type {
  Area,
  Clock,
  Ports,
  SiteData,
  TabEvent,
  TabEvents,
  Tabs,
} from '../../lib/flows/kernel/ports.ts';
import { arrive } from '../../lib/flows/sign-out/resume.ts';
import { AFTER_TAB, visit } from './fake-op.ts';
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
  };
}

/** What apps keep in the browser. */
export function fakeSiteData(world: World, before: Before): SiteData {
  const appAt = (origin: string): FakeApp | undefined => world.apps.get(origin);
  return {
    mayClear: (origin) => before().then(() => appAt(origin)?.allowed ?? false),
    clear: async (origin) => {
      await before();
      const app = appAt(origin);
      if (app?.breaks) throw new TypeError('no');
      if (app) app.data = false;
    },
    emptyTabs: (origin) =>
      before().then(() =>
        [...(appAt(origin)?.tabs ?? [])].map(([tabId, { unsaved }]) => ({ tabId, unsaved, emptied: true })),
      ),
    reload: async (tabId) => {
      await before();
      for (const { tabs } of world.apps.values()) {
        const tab = tabs.get(tabId);
        if (tab) tab.loads += 1;
      }
    },
  };
}

/** Tells of what became of a tab. */
export function mark(world: World, tabId: number, event: TabEvent): void {
  const seen = world.seen.get(tabId) ?? new Set();
  world.seen.set(tabId, seen.add(event));
  for (const wake of [...world.wake]) wake();
}

/** Lands a tab where the OP sends it; the signed-out page tells the worker as the real one does. */
export function loadInTab(world: World, tabId: number, url: string, ports: Ports): void {
  const page = url.startsWith('chrome-') ? null : visit(opFor(world, url), url);
  const at = page?.kind === 'redirect' ? page.to : url;
  world.tabs.set(tabId, at);
  mark(world, tabId, 'loaded');
  const search = new URL(at).search;
  const realms = world.ops.map(({ realm }) => realm);
  if (at.startsWith(AFTER_TAB) && search) void arrive(search, tabId, realms, ports);
}

/** The tabs of the browser. */
export function fakeTabs(world: World, before: Before, ports: () => Ports): Tabs {
  return {
    open: async (url) => {
      await before();
      const tabId = world.seen.size + 1;
      world.seen.set(tabId, new Set());
      loadInTab(world, tabId, url, ports());
      await before();
      return tabId;
    },
    navigate: async (tabId, url) => {
      await before();
      loadInTab(world, tabId, url, ports());
    },
    openHidden: async (url) => {
      await before();
      world.visits.push(url);
      const tabId = world.seen.size + 1;
      world.tabs.set(tabId, url);
      mark(world, tabId, 'loaded');
      return tabId;
    },
    close: async (tabId) => {
      await before();
      world.tabs.delete(tabId);
    },
    focus: before,
    activeAddress: () => before().then(() => null),
    exists: (tabId) => before().then(() => world.tabs.has(tabId)),
  };
}

/** What becomes of tabs, kept until asked for. */
export function fakeTabEvents(world: World, before: Before): TabEvents {
  const take = (tabId: number, wanted: TabEvent[]): TabEvent | undefined => {
    const seen = world.seen.get(tabId);
    const event = (['arrived', 'closed', 'loaded'] as const).find(
      (name) => seen?.has(name) && wanted.includes(name),
    );
    if (event === 'loaded') seen?.delete(event);
    return event;
  };
  return {
    arrived: (tabId) => mark(world, tabId, 'arrived'),
    next: async (tabId, wanted, limitMs) => {
      await before();
      return new Promise((resolve) => {
        const cancel = fakeClock(world).after(limitMs, () => finish(null));
        const look = (): void => {
          const event = take(tabId, wanted);
          if (event) finish(event);
        };
        const finish = (event: TabEvent | null): void => {
          cancel();
          world.wake.delete(look);
          resolve(event);
        };
        world.wake.add(look);
        look();
      });
    },
  };
}
