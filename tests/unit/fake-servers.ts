import type { Oidc, Tokens, WebAuth, WebAuthAnswer } from '../../lib/flows/kernel/ports.ts';
import { discoveryOf, type FakeOp, visit } from './fake-op.ts';
import type { Before, World } from './world.ts';

/** The OP that serves an address. */
export function opFor(world: World, url: string): FakeOp {
  const op = world.ops.find(({ realm }) => url.startsWith(`${realm.issuer}/`));
  if (!op) throw new TypeError('no such server');
  return op;
}

/** What a request by `fetch` gets. */
export async function fetchFrom(world: World, url: string, init: RequestInit): Promise<Response> {
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
export function follow(op: FakeOp, url: string): Response {
  const page = visit(op, url);
  if (page.kind === 'redirect' && !page.to.startsWith('chrome-')) throw new TypeError('Failed to fetch');
  const [status, body] = page.kind === 'error' ? [400, ''] : [200, JSON.stringify(op.page)];
  const response = new Response(body, { status });
  Object.defineProperty(response, 'url', { value: page.kind === 'redirect' ? page.to : url });
  return response;
}

export function accountAnswer(op: FakeOp, session: string, url: string, init: RequestInit): Response {
  if (!op.alive.has(session) || !op.account) return new Response('<!doctype html>', { status: 401 });
  if (init.method === 'DELETE') {
    op.alive.clear();
    return new Response(null, { status: 204 });
  }
  return Response.json(op.account[url.split('/account/')[1] ?? ''] ?? []);
}

/** Window-less requests, as the browser makes them. */
export function fakeWebAuth(world: World, before: Before): WebAuth {
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

/** The client library, as far as the flows use it. */
export function fakeOidc(world: World, before: Before): Oidc {
  let count = 0;
  return {
    request: async (op, realm, { silent, nonce, redirectUri }) => {
      await before();
      count += 1;
      const state = `state-${count}-${world.now}`;
      const params = new URLSearchParams({
        client_id: realm.clientId,
        state,
        redirect_uri: redirectUri,
        ...(silent && { prompt: 'none' }),
      });
      const exchange = async (address: string): Promise<Tokens> => {
        await before();
        const server = opFor(world, op.token_endpoint);
        if (server.down || server.refuses.origin) throw new TypeError('Failed to fetch');
        const session = new URL(address).searchParams.get('code');
        const seconds = world.now / 1000;
        const claims = {
          iss: op.issuer,
          aud: realm.clientId,
          sub: 'alice',
          sid: session,
          nonce,
          iat: seconds,
          exp: seconds + 60,
        };
        const expiresAt = (seconds + 60) * 1000;
        return { idToken: `id-${session}`, accessToken: `access-${session}`, claims, expiresAt };
      };
      return { url: `${op.authorization_endpoint}?${params}`, state, exchange };
    },
  };
}
