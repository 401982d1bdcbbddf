import type { Activity } from '../../lib/contract/activity.ts';
import { createLocks } from '../../lib/flows/kernel/locks.ts';
import { createMoments } from '../../lib/flows/kernel/moments.ts';
import { createPace } from '../../lib/flows/kernel/pace.ts';
import type { HopAnswer, Ports } from '../../lib/flows/kernel/ports.ts';
import { createTabEvents, type TabRegister } from '../../lib/flows/kernel/tab-events.ts';
import type { DiagnosisPorts } from '../../lib/flows/set-up/diagnose.ts';
import { findingOfSession } from '../../lib/flows/set-up/test-session.ts';
import type { PageContents } from '../../lib/keycloak/end-page.ts';
import { EMPTY_SETTINGS, type Realm, type Settings, type Show } from '../../lib/settings/schema.ts';
import { fakeArea, fakeClock, fakeSiteData, fakeTabs } from './fake-browser.ts';
import { AFTER, AFTER_TAB, type FakeOp, ORIGIN, POST_PAGE, REDIRECT } from './fake-op.ts';
import { fakeOidc, fakeWebAuth, fetchFrom, hopTo, opFor } from './fake-servers.ts';

/** What outlives a worker: storage, tabs, servers and time. */
export type World = {
  ops: FakeOp[];
  records: Map<string, unknown>;
  /** What was kept of acts. */
  activity: Activity[];
  tabs: Map<number, string>;
  /** The tab that the person looks at, where that is one of ours that was opened in the background. */
  front?: number;
  now: number;
  timers: Set<{ at: number; done: () => void }>;
  /** What became of tabs: the very implementation that the browser's listeners mark. */
  register: TabRegister;
  /** Whether the person has allowed the hosts of the OPs. */
  hostsAllowed: boolean;
  /** What the browser says of a request that finds no server, where the host was allowed. */
  networkError: string;
  /** Origins that the person has not allowed all the same. */
  closedHosts: Set<string>;
  /** Addresses that were opened in the background. */
  visits: string[];
  /** Addresses that were opened in the foreground. */
  foreground: string[];
  /** Addresses that were asked for with cookies, a hop each. */
  hops: string[];
  /** How many tabs were opened. */
  opened: number;
  /** What pages in tabs answer with, by address; 200 where not named. */
  statuses: Map<string, number>;
  /** Where identity cookies stand, and the issuer that each names. */
  realmCookies: { host: string; path: string; names?: string }[];
  /** What apps keep in the browser, by origin. */
  apps: Map<string, FakeApp>;
  /** Other servers, by origin: what they answer a hop. */
  providers: Map<string, (url: string) => HopAnswer>;
  /** SAML apps, by origin: what happens in a tab that posts to them. */
  saml: Map<string, (tabId: number) => void>;
  /** What a person does, asked whenever nothing else happens. */
  person?: () => void;
};

/** An app's data in the browser, and its open tabs. */
export type FakeApp = {
  allowed: boolean;
  /** A policy of the browser keeps the extension away from its host. */
  keptAway?: true;
  data: boolean;
  breaks?: boolean;
  /** What its server, which may be asked, answers a visit with or without cookies. */
  answers?: (url: string, withCookies: boolean) => HopAnswer | Promise<HopAnswer>;
  /** It has a cookie that goes along with requests of its own site's pages only. */
  partitioned?: true;
  /** The parent domains of which its host receives a cookie. */
  parents?: string[];
  /** Something else asks its server all the time, and is given its cookie each time. */
  comesBack?: true;
  /** It stands at a realm's very origin, whose storage stays. */
  keepsStorage?: true;
  tabs: Map<number, FakeTab>;
};

/** A tab of an app, and what its page does when it is loaded or goes. */
export type FakeTab = {
  unsaved: boolean;
  loads: number;
  onLoad?: () => void;
  onLeave?: () => void;
  /** Its page of before has gone. */
  isLeft?: true;
  /** Shows a blank page in place of the app's. */
  isBlank?: boolean;
  /** Its page does not go. */
  stays?: true;
  /** The person has gone elsewhere in it since its page went. */
  isTaken?: true;
};

/** How to sign out, with results in a tab or the popup. */
export function howTo(show: Show): Settings['signOut'] {
  return { ...EMPTY_SETTINGS.signOut, show };
}

/** Makes a world with the given OPs. */
export function createWorld(...ops: FakeOp[]): World {
  const world = {
    ops,
    records: new Map(),
    activity: [],
    tabs: new Map(),
    now: 1_800_000_000_000,
    timers: new Set(),
    hostsAllowed: false,
    networkError: 'net::ERR_CONNECTION_REFUSED',
    closedHosts: new Set(),
    visits: [],
    foreground: [],
    hops: [],
    opened: 0,
    statuses: new Map(),
    realmCookies: [],
    apps: new Map(),
    providers: new Map(),
    saml: new Map(),
  } as unknown as World;
  const isOfApp = (tabId: number) => [...world.apps.values()].some(({ tabs }) => tabs.has(tabId));
  const exists = async (tabId: number) => world.tabs.has(tabId) || isOfApp(tabId);
  world.register = createTabEvents(fakeClock(world), exists);
  return world;
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
    world.person?.();
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
  world.register.mark(tabId, 'closed');
}

/** A new instance of the worker in a world. `beforeCall` sees each call of a port, and may never come back. */
export function createPorts(world: World, beforeCall: () => Promise<void> = async () => undefined): Ports {
  let count = 0;
  const worker = `worker-${Math.random()}`;
  const clock = fakeClock(world);
  const ports: Ports = {
    activity: { add: async (act) => void world.activity.push(act) },
    clock,
    secret: () => {
      count += 1;
      return `${worker}-secret-${count}`;
    },
    fetch: (url, init) => beforeCall().then(() => fetchFrom(world, url, init)),
    hop: (url, init) => beforeCall().then(() => hopTo(world, url, init)),
    reach: (url) =>
      beforeCall().then(() =>
        opFor(world, url).down ? (world.hostsAllowed ? world.networkError : '') : null,
      ),
    pace: createPace(clock),
    marks: {
      compare: (issuer, sid) =>
        beforeCall().then(() => ({ mark: compareMark(world, issuer, sid), stamp: stampOf(world, issuer) })),
      stamp: (issuer) => beforeCall().then(() => stampOf(world, issuer)),
    },
    realmCookies: {
      areShown: async (address) => world.hostsAllowed && !world.closedHosts.has(new URL(address).origin),
      present: async () => world.realmCookies.map(({ host, path }) => ({ host, path })),
      tabOrigins: async () => [...world.tabs.values()].map((url) => new URL(url).origin),
      issuerIn: async ({ host, path }) =>
        world.realmCookies.find((one) => one.host === host && one.path === path)?.names ?? null,
    },
    moments: createMoments(clock),
    session: fakeArea(world, beforeCall),
    webAuth: fakeWebAuth(world, beforeCall),
    tabs: fakeTabs(world, beforeCall, () => ports),
    tabEvents: {
      arrived: world.register.arrived,
      next: (...wanted) => beforeCall().then(() => world.register.next(...wanted)),
    },
    oidc: fakeOidc(world, beforeCall),
    addresses: {
      redirectUri: REDIRECT,
      postLogoutUri: AFTER,
      postLogoutTabUri: AFTER_TAB,
      webOrigin: ORIGIN,
      signedOutPage: (runId) => `${AFTER_TAB}#run=${runId}`,
      postPage: (key) => `${POST_PAGE}#${key}`,
    },
    access: {
      ensure: async () => undefined,
      ensureBuiltIn: async () => undefined,
      ensurePost: async () => undefined,
      ensureDelete: async () => undefined,
      carryOrigin: async () => false,
      keepOnly: async () => undefined,
      hasHost: (address) =>
        beforeCall().then(() => world.hostsAllowed && !world.closedHosts.has(new URL(address).origin)),
    },
    pages: { read: (html) => beforeCall().then(() => JSON.parse(html) as PageContents) },
    siteData: fakeSiteData(world, beforeCall),
    worker,
    locks: createLocks(),
  };
  return ports;
}

/** What a page has that tests a realm: the worker reads the token of that realm's session for it. */
export function asPage(ports: Ports, realm: Realm): DiagnosisPorts {
  return { ...ports, testSession: () => findingOfSession(realm, ports.session) };
}

/** The browser's cookie, which may be read where the host was allowed. */
function compareMark(world: World, issuer: string, sid: string): 'equal' | 'other' | 'unknown' {
  const cookie = world.ops.find(({ realm }) => realm.issuer === issuer)?.cookie;
  if (!world.hostsAllowed || !cookie) return 'unknown';
  return cookie === sid ? 'equal' : 'other';
}

/** What changes whenever an app joins the session. */
function stampOf(world: World, issuer: string): string {
  if (!world.hostsAllowed) return 'unknown';
  const op = world.ops.find(({ realm }) => realm.issuer === issuer);
  return op?.cookie ? `${op.cookie}-${op.joined}` : 'none';
}

/** Sees each call of a port before it is made; it may never come back. */
export type Before = () => Promise<void>;
