import type {
  Area,
  Clock,
  Oidc,
  Ports,
  SiteData,
  TabEvent,
  TabEvents,
  Tabs,
  WebAuth,
  WebAuthAnswer,
} from '../../lib/flows/ports.ts';
import { arrive } from '../../lib/flows/resume.ts';
import { createTurns } from '../../lib/flows/turns.ts';
import type { PageContents } from '../../lib/keycloak/end-page.ts';
import { EMPTY_SETTINGS, type Settings, type Show } from '../../lib/settings/schema.ts';
import { AFTER, AFTER_TAB, discoveryOf, type FakeOp, ORIGIN, REDIRECT, visit } from './fake-op.ts';

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
    turns: createTurns(),
  };
  return ports;
}

type Before = () => Promise<void>;

function opFor(world: World, url: string): FakeOp {
  const op = world.ops.find(({ realm }) => url.startsWith(`${realm.issuer}/`));
  if (!op) throw new TypeError('no such server');
  return op;
}

function fakeClock(world: World): Clock {
  return {
    now: () => world.now,
    after: (ms, done) => {
      const timer = { at: world.now + ms, done };
      world.timers.add(timer);
      return () => world.timers.delete(timer);
    },
  };
}

function fakeArea(world: World, before: Before): Area {
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

async function fetchFrom(world: World, url: string, init: RequestInit): Promise<Response> {
  const op = opFor(world, url);
  if (op.down) throw new TypeError('Failed to fetch');
  if (url.endsWith('/openid-configuration')) return Response.json(discoveryOf(op.realm.issuer));
  if (init.credentials === 'include') return follow(op, url);
  const session = new Headers(init.headers).get('Authorization')?.slice('Bearer access-'.length) ?? '';
  if (url.includes('/account/')) return accountAnswer(op, session, url, init);
  op.userinfo += 1;
  return op.alive.has(session) ? Response.json({ sub: 'alice' }) : new Response(null, { status: 401 });
}

/** What a request with cookies gets that follows redirects as far as it may. */
function follow(op: FakeOp, url: string): Response {
  const page = visit(op, url);
  if (page.kind === 'redirect' && !page.to.startsWith('chrome-')) throw new TypeError('Failed to fetch');
  const [status, body] = page.kind === 'error' ? [400, ''] : [200, JSON.stringify(op.page)];
  const response = new Response(body, { status });
  Object.defineProperty(response, 'url', { value: page.kind === 'redirect' ? page.to : url });
  return response;
}

function accountAnswer(op: FakeOp, session: string, url: string, init: RequestInit): Response {
  if (!op.alive.has(session) || !op.account) return new Response('<!doctype html>', { status: 401 });
  if (init.method === 'DELETE') {
    op.alive.clear();
    return new Response(null, { status: 204 });
  }
  return Response.json(op.account[url.split('/account/')[1] ?? ''] ?? []);
}

function fakeWebAuth(world: World, before: Before): WebAuth {
  return {
    ask: async ({ url }): Promise<WebAuthAnswer> => {
      await before();
      const page = visit(opFor(world, url), url);
      await before();
      if (page.kind === 'redirect' && !page.to.startsWith('chrome-')) return { ok: true, address: page.to };
      return { ok: false, failure: page.kind === 'page' ? 'needs-person' : 'not-loaded' };
    },
  };
}

function fakeOidc(world: World, before: Before): Oidc {
  const nonces = new Map<string, string>();
  let count = 0;
  return {
    request: async (op, realm, { silent, nonce }) => {
      await before();
      count += 1;
      const state = `state-${count}-${world.now}`;
      nonces.set(state, nonce);
      const params = new URLSearchParams({
        client_id: realm.clientId,
        state,
        ...(silent && { prompt: 'none' }),
      });
      return { url: `${op.authorization_endpoint}?${params}`, state };
    },
    exchange: async (op, realm, address) => {
      await before();
      const server = opFor(world, op.token_endpoint);
      if (server.down || server.refuses.origin) throw new TypeError('Failed to fetch');
      const answer = new URL(address).searchParams;
      const session = answer.get('code');
      const seconds = world.now / 1000;
      const nonce = nonces.get(answer.get('state') ?? '');
      const claims = {
        iss: op.issuer,
        aud: realm.clientId,
        sub: 'alice',
        sid: session,
        nonce,
        iat: seconds,
        exp: seconds + 60,
      };
      return { idToken: `id-${session}`, accessToken: `access-${session}`, claims };
    },
  };
}

function fakeSiteData(world: World, before: Before): SiteData {
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

function mark(world: World, tabId: number, event: TabEvent): void {
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

function fakeTabs(world: World, before: Before, ports: () => Ports): Tabs {
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

function fakeTabEvents(world: World, before: Before): TabEvents {
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
