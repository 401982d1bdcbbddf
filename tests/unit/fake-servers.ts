import type { HopAnswer, Oidc, Tokens, WebAuth, WebAuthAnswer } from '../../lib/flows/kernel/ports.ts';
import { discoveryOf, type FakeOp, personOf, TOKEN_LIFE } from './fake-op.ts';
import { type Page, visit } from './fake-op-pages.ts';
import type { Before, World } from './world.ts';

/** The OP that serves an address. */
export function opFor(world: World, url: string): FakeOp {
  const op = world.ops.find(({ realm }) => url.startsWith(`${realm.issuer}/`));
  if (!op) throw new TypeError('no such server');
  return op;
}

/** What a request by `fetch` without cookies gets. */
export async function fetchFrom(world: World, url: string, init: RequestInit): Promise<Response> {
  const op = opFor(world, url);
  if (op.down) throw new TypeError('Failed to fetch');
  if (url.endsWith('/openid-configuration')) return Response.json(documentOf(op));
  if (url.includes('/logout?')) {
    const { kind } = visit(op, url, { cookies: false });
    return new Response(kind, { status: { error: 400, redirect: 302, page: 200 }[kind] });
  }
  // A code that never was, as a test of the set-up sends it.
  if (url.endsWith('/token'))
    return Response.json({ error: refusesClient(op, init) ? 'invalid_client' : 'invalid_grant' });
  const [session = '', issuedAt] = tokenOf(init);
  if (url.includes('/account/')) return accountAnswer(op, session, url, init);
  op.userinfo += 1;
  if (world.now - Number(issuedAt) >= TOKEN_LIFE) return new Response(null, { status: 401 });
  if (op.disabled && op.alive.has(session)) return disabledAnswer();
  return op.alive.has(session)
    ? Response.json({ sub: personOf(op, session) })
    : new Response(null, { status: 401 });
}

function refusesClient(op: FakeOp, { body }: RequestInit): boolean {
  const client = body instanceof URLSearchParams ? body.get('client_id') : null;
  return client === 'account-console' ? op.lacksConsole : op.refuses.client === true;
}

function disabledAnswer(): Response {
  const challenge = 'Bearer realm="x", error="invalid_token", error_description="User disabled"';
  return new Response(null, { status: 401, headers: { 'WWW-Authenticate': challenge } });
}

function documentOf({ realm, isOther, names }: FakeOp) {
  return {
    ...discoveryOf(realm.issuer),
    authorization_response_iss_parameter_supported: names === 'iss',
    response_modes_supported: ['query', ...(names === 'jwt' ? ['query.jwt'] : [])],
    ...(isOther && { jwks_uri: `${realm.issuer}/jwks` }),
  };
}

function tokenOf(init: RequestInit): string[] {
  return (new Headers(init.headers).get('Authorization') ?? '').slice('Bearer access-'.length).split('@');
}

/** What a request gets that follows no redirect. */
export function hopTo(world: World, url: string, init: RequestInit): HopAnswer | Promise<HopAnswer> {
  world.hops.push(url);
  const app = world.apps.get(new URL(url).origin);
  if (app?.answers) return app.answers(url, init.credentials !== 'omit');
  const provider = world.providers.get(new URL(url).origin);
  if (provider) return provider(url);
  const op = opFor(world, url);
  if (op.down) throw new TypeError('Failed to fetch');
  const body = init.body instanceof URLSearchParams ? init.body.toString() : '';
  const page = visit(op, url, { body, cookies: init.credentials !== 'omit' });
  if (page.kind === 'redirect') return { status: 302, location: page.to, body: '' };
  if (page.kind === 'error') return { status: 400, location: null, body: '' };
  return { status: 200, location: null, body: JSON.stringify(page.contents) };
}

function accountAnswer(op: FakeOp, session: string, url: string, init: RequestInit): Response {
  if (!op.alive.has(session) || !op.account || op.disabled)
    return Response.json({ error: 'HTTP 401 Unauthorized' }, { status: 401 });
  const path = url.split('/account/')[1] ?? '';
  if (path === 'sessions/devices') return Response.json(devicesOf(op, op.account[path], session));
  if (init.method !== 'DELETE') return Response.json(op.account[path] ?? []);
  const app = /^applications\/([^/]+)\/sessions$/.exec(path)?.[1];
  if (app) return appEndAnswer(op, decodeURIComponent(app));
  const sid = /^sessions\/(.+)$/.exec(path)?.[1];
  if (sid) op.alive.delete(sid);
  else endOthers(op, session);
  return new Response(null, { status: 204 });
}

function appEndAnswer({ endedApps, refusesApps }: FakeOp, app: string): Response {
  if (refusesApps) return new Response(null, { status: refusesApps });
  endedApps?.push(app);
  return new Response(null, { status: endedApps ? 204 : 404 });
}

type ToldDevice = { sessions: { id: string; current?: boolean; clients?: object[] }[] };

/**
 * Keycloak lists the sessions of whoever asks, the one that asks among them, which is the current one; of one that a test says nothing
 * of no apps are known.
 */
function devicesOf(op: FakeOp, told: unknown, id: string): ToldDevice[] {
  const all = ((told ?? []) as ToldDevice[]).flatMap(({ sessions }) => sessions);
  const own = all.filter((one) => personOf(op, one.id) === personOf(op, id));
  if (own.some((one) => one.id === id)) return [{ sessions: own }];
  const others = own.map((one) => ({ ...one, current: false }));
  return [{ sessions: [...others, { id, current: true, clients: [] }] }];
}

function endOthers(op: FakeOp, session: string): void {
  const isOther = (one: string) => one !== session && personOf(op, one) === personOf(op, session);
  for (const one of op.alive) if (isOther(one)) op.alive.delete(one);
  const devices = op.account?.['sessions/devices'] as ToldDevice[] | undefined;
  for (const device of devices ?? []) device.sessions = device.sessions.filter(({ id }) => !isOther(id));
}

/** Window-less requests, as the browser makes them: it follows redirects, within the OP and beyond. */
export function fakeWebAuth(world: World, before: Before): WebAuth {
  return {
    runsPages: true,
    ask: async ({ url, letPageRun }): Promise<WebAuthAnswer> => {
      await before();
      const page = follow(world, url);
      await before();
      if (page.kind === 'redirect' && page.to.startsWith('https://id.redirect.test'))
        return { ok: true, address: page.to };
      // A page that is let run opens its frames and leaves for where it links to.
      const [link] = page.kind === 'page' ? page.contents.links : [];
      if (page.kind === 'page' && letPageRun && link) {
        world.visits.push(...page.contents.frames);
        return { ok: true, address: link };
      }
      return { ok: false, failure: page.kind === 'page' ? 'needs-person' : 'not-loaded' };
    },
  };
}

/** An OP of the world may lead to another one of it. */
function follow(world: World, url: string): Page {
  const page = visit(opFor(world, url), url);
  const isOps =
    page.kind === 'redirect' &&
    world.ops.some(({ sendsTo }) => sendsTo && page.to.startsWith(sendsTo.realm.issuer));
  return isOps ? follow(world, page.to) : page;
}

/** The client library, as far as the flows use it. */
export function fakeOidc(world: World, before: Before): Oidc {
  let count = 0;
  return {
    request: async (op, { silent, nonce, clientId, redirectUri }) => {
      await before();
      count += 1;
      const state = `state-${count}-${world.now}`;
      const params = new URLSearchParams({
        client_id: clientId,
        state,
        redirect_uri: redirectUri,
        ...(silent && { prompt: 'none' }),
      });
      const exchange = async (address: string): Promise<Tokens> => {
        await before();
        const server = opFor(world, op.token_endpoint);
        const session = new URL(address).searchParams.get('code');
        server.takenCodes.push(session ?? '');
        if (server.down || server.refuses.origin) throw new TypeError('Failed to fetch');
        const seconds = world.now / 1000;
        const claims = {
          iss: op.issuer,
          aud: clientId,
          sub: personOf(server, session),
          sid: session,
          nonce,
          iat: seconds,
          exp: seconds + 60,
        };
        return {
          idToken: `id-${session}`,
          accessToken: `access-${session}@${world.now}`,
          claims,
          expiresAt: world.now + TOKEN_LIFE,
        };
      };
      return { url: `${op.authorization_endpoint}?${params}`, state, exchange };
    },
  };
}
