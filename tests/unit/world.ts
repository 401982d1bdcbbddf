import { createLocks } from '../../lib/flows/kernel/locks.ts';
import type { Ports, TabEvent } from '../../lib/flows/kernel/ports.ts';
import type { PageContents } from '../../lib/keycloak/end-page.ts';
import { EMPTY_SETTINGS, type Settings, type Show } from '../../lib/settings/schema.ts';
import { fakeArea, fakeClock, fakeSiteData, fakeTabEvents, fakeTabs, mark } from './fake-browser.ts';
import { AFTER, AFTER_TAB, type FakeOp, ORIGIN, REDIRECT } from './fake-op.ts';
import { fakeOidc, fakeWebAuth, fetchFrom } from './fake-servers.ts';

/** What outlives a worker: storage, tabs, servers and time. */
export type World = {
  ops: FakeOp[];
  records: Map<string, unknown>;
  tabs: Map<number, string>;
  now: number;
  timers: Set<{ at: number; done: () => void }>;
  seen: Map<number, Set<TabEvent>>;
  wake: Set<() => void>;
  /** Whether the person has allowed the hosts of the OPs. */
  hostsAllowed: boolean;
  /** Addresses that were opened in the background. */
  visits: string[];
  /** What apps keep in the browser, by origin. */
  apps: Map<string, FakeApp>;
};

/** An app's data in the browser, and its open tabs. */
export type FakeApp = {
  allowed: boolean;
  data: boolean;
  breaks?: boolean;
  tabs: Map<number, { unsaved: boolean; loads: number }>;
};

/** How to sign out, with results in a tab or the popup. */
export function howTo(show: Show): Settings['signOut'] {
  return { ...EMPTY_SETTINGS.signOut, show };
}

/** Makes a world with the given OPs. */
export function createWorld(...ops: FakeOp[]): World {
  return {
    ops,
    records: new Map(),
    tabs: new Map(),
    now: 1_800_000_000_000,
    timers: new Set(),
    seen: new Map(),
    wake: new Set(),
    hostsAllowed: false,
    visits: [],
    apps: new Map(),
  };
}

/** Lets time pass and everything due happen, a timer at a time, until the work is done. */
export async function settle<T>(world: World, work: Promise<T>): Promise<T> {
  let done = false;
  const finished = work.finally(() => {
    done = true;
  });
  finished.catch(() => undefined);
  for (let idle = 0; !done && idle < 10_000; idle += 1) {
    await new Promise(setImmediate);
    const next = [...world.timers].sort((a, b) => a.at - b.at)[0];
    if (done || !next) continue;
    world.timers.delete(next);
    world.now = Math.max(world.now, next.at);
    next.done();
  }
  return finished;
}

/** Closes a tab as a person does. */
export function closeTab(world: World, tabId: number): void {
  world.tabs.delete(tabId);
  mark(world, tabId, 'closed');
}

/** A new instance of the worker in a world. `beforeCall` sees each call of a port, and may never come back. */
export function createPorts(world: World, beforeCall: () => Promise<void> = async () => undefined): Ports {
  let count = 0;
  const worker = `worker-${Math.random()}`;
  const ports: Ports = {
    clock: fakeClock(world),
    secret: () => {
      count += 1;
      return `${worker}-secret-${count}`;
    },
    fetch: (url, init) => beforeCall().then(() => fetchFrom(world, url, init)),
    session: fakeArea(world, beforeCall),
    webAuth: fakeWebAuth(world, beforeCall),
    tabs: fakeTabs(world, beforeCall, () => ports),
    tabEvents: fakeTabEvents(world, beforeCall),
    oidc: fakeOidc(world, beforeCall),
    addresses: {
      redirectUri: REDIRECT,
      postLogoutUri: AFTER,
      postLogoutTabUri: AFTER_TAB,
      webOrigin: ORIGIN,
      fetchedUri: AFTER_TAB,
      signedOutPage: (runId) => `${AFTER_TAB}#run=${runId}`,
    },
    access: {
      ensure: async () => undefined,
      ensurePost: async () => undefined,
      carryOrigin: async () => false,
      hasHost: () => beforeCall().then(() => world.hostsAllowed),
    },
    pages: { read: (html) => beforeCall().then(() => JSON.parse(html) as PageContents) },
    siteData: fakeSiteData(world, beforeCall),
    worker,
    locks: createLocks(),
  };
  return ports;
}

/** Sees each call of a port before it is made; it may never come back. */
export type Before = () => Promise<void>;
