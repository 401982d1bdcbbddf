import type { Area, Clock, Oidc, Ports, TabEvent, TabEvents, Tabs, WebAuth, WebAuthAnswer } from '../../lib/flows/ports.ts';
import { arrive } from '../../lib/flows/resume.ts';
import { createTurns } from '../../lib/flows/turns.ts';
import type { Realm } from '../../lib/settings/schema.ts';

export const REDIRECT = 'https://id.redirect.test/signed-in';
export const AFTER = 'https://id.redirect.test/signed-out';
export const AFTER_TAB = 'chrome-extension://id/signed-out.html';
export const ORIGIN = 'chrome-extension://id';

/** A realm that the tests use. */
export function realmNamed(name: string): Realm {
  return { id: name, issuer: `https://op.test/realms/${name}`, label: name, clientId: 'full-signout' };
}

/** An OP for one realm that answers as Keycloak 26 does, as far as facts go; `down` and `refuses` stage failures. */
export type FakeOp = {
  realm: Realm;
  /** The sessions that are alive on the server. */
  alive: Set<string>;
  /** The session that the browser's cookie names. */
  cookie: string | null;
  down: boolean;
  refuses: { client?: boolean; origin?: boolean; afterUri?: boolean; afterTabUri?: boolean };
  /** Asks the person although the hint is right. */
  alwaysAsks: boolean;
  userinfo: number;
};

/** Makes an OP; with `signedIn` the browser has that session. */
export function fakeOp(name: string, signedIn: string | null = 's1'): FakeOp {
  const alive = new Set(signedIn ? [signedIn] : []);
  return { realm: realmNamed(name), alive, cookie: signedIn, down: false, refuses: {}, alwaysAsks: false, userinfo: 0 };
}

/** What outlives a worker: storage, tabs, servers and time. */
export type World = {
  ops: FakeOp[];
  records: Map<string, unknown>;
  tabs: Map<number, string>;
  now: number;
  timers: Set<{ at: number; done: () => void }>;
  seen: Map<number, Set<TabEvent>>;
  wake: Set<() => void>;
};

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
    fetch: async (url, init) => (await beforeCall(), fetchFrom(world, url, init)),
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
      signedOutPage: (runId) => `${AFTER_TAB}#run=${runId}`,
    },
    access: { ensure: async () => undefined },
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
      return structuredClone(Object.fromEntries(wanted.flatMap((key) => (records.has(key) ? [[key, records.get(key)]] : []))));
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
  op.userinfo += 1;
  const session = new Headers(init.headers).get('Authorization')?.slice('Bearer access-'.length) ?? '';
  return op.alive.has(session) ? Response.json({ sub: 'alice' }) : new Response(null, { status: 401 });
}

/** The discovery document of a fake OP. */
export function discoveryOf(issuer: string) {
  const at = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
  return {
    issuer,
    authorization_endpoint: at('auth'),
    token_endpoint: at('token'),
    userinfo_endpoint: at('userinfo'),
    end_session_endpoint: at('logout'),
    authorization_response_iss_parameter_supported: true,
  };
}

type Page = { kind: 'redirect'; to: string } | { kind: 'page' } | { kind: 'error' };

function navigate(world: World, address: string): Page {
  const op = opFor(world, address);
  if (op.down) return { kind: 'error' };
  const url = new URL(address);
  return url.pathname.endsWith('/auth') ? authorizationPage(op, url) : endSessionPage(op, url);
}

function authorizationPage(op: FakeOp, { searchParams: q }: URL): Page {
  if (op.refuses.client) return { kind: 'error' };
  const live = op.cookie && op.alive.has(op.cookie);
  if (!live && q.get('prompt') !== 'none') {
    op.cookie = 's-new';
    op.alive.add('s-new');
  }
  const answer = op.cookie && op.alive.has(op.cookie) ? { code: op.cookie } : { error: 'login_required' };
  const params = new URLSearchParams({ ...answer, state: q.get('state') ?? '', iss: op.realm.issuer });
  return { kind: 'redirect', to: `${REDIRECT}?${params}` };
}

function endSessionPage(op: FakeOp, { searchParams: q }: URL): Page {
  const uri = q.get('post_logout_redirect_uri');
  if ((uri === AFTER && op.refuses.afterUri) || (uri === AFTER_TAB && op.refuses.afterTabUri)) return { kind: 'error' };
  const hinted = q.get('id_token_hint')?.slice('id-'.length);
  const live = op.cookie && op.alive.has(op.cookie);
  if (!hinted || op.alwaysAsks || (live && hinted !== op.cookie)) return op.refuses.client ? { kind: 'error' } : { kind: 'page' };
  op.alive.delete(hinted);
  op.cookie = null;
  return uri ? { kind: 'redirect', to: `${uri}?state=${q.get('state')}` } : { kind: 'page' };
}

function fakeWebAuth(world: World, before: Before): WebAuth {
  return {
    ask: async ({ url }): Promise<WebAuthAnswer> => {
      await before();
      const page = navigate(world, url);
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
      const params = new URLSearchParams({ client_id: realm.clientId, state, ...(silent && { prompt: 'none' }) });
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
      const claims = { iss: op.issuer, aud: realm.clientId, sub: 'alice', sid: session, nonce, iat: seconds, exp: seconds + 60 };
      return { idToken: `id-${session}`, accessToken: `access-${session}`, claims };
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
  const page = url.startsWith('chrome-') ? null : navigate(world, url);
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
    focus: before,
    exists: async (tabId) => (await before(), world.tabs.has(tabId)),
  };
}

function fakeTabEvents(world: World, before: Before): TabEvents {
  const take = (tabId: number, wanted: TabEvent[]): TabEvent | undefined => {
    const seen = world.seen.get(tabId);
    const event = (['arrived', 'closed', 'loaded'] as const).find((name) => seen?.has(name) && wanted.includes(name));
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
