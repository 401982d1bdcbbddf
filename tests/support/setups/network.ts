import { createServer } from 'node:https';
import type { Cause } from '../../../lib/keycloak/diagnosis.ts';
import { signOutClient } from '../addresses.ts';
import { openSite } from '../apps/site.ts';
import { closeServer, loopbackPort } from '../loopback.ts';
import { type Answer, type Instead, openProxy, type Rewrite } from '../proxy.ts';
import { SELF_SIGNED } from './self-signed.ts';
import { BOTH, type Made, type Making, type SetupCase } from './setup.ts';

type Make = SetupCase['make'];

/** What a network, or a proxy that stands before a realm, has a set-up come to. */
export const NETWORK: SetupCase[] = [
  of('server-unreachable', async ({ realm }) => realm.relay.cut()),
  of('name-unknown', async ({ realm }) => ({ issuer: `https://no-such-host.invalid/realms/${realm.name}` })),
  of('certificate-untrusted', untrusted),
  of(
    'timed-out',
    instead(() => 'silence'),
  ),
  of('server-busy', instead(answered(429, 'text/plain', 'slow down'))),
  of('server-unavailable', instead(answered(503))),
  of('server-error', instead(answered(500))),
  of('page-instead', portal),
  of(
    'answer-broken',
    rewritten((answer) => isDocument(answer) && { body: answer.body.slice(0, 400) }),
  ),
  of('not-an-op', elsewhere),
  of(
    'cors-doubled',
    rewritten(() => ({ headers: { 'access-control-allow-origin': '*, *' } })),
  ),
  at('token', 'server-unavailable', answered(503)),
  at('token', 'server-error', answered(500, 'application/json', '{"error":"unknown_error"}')),
  at('token', 'page-instead', answered(200)),
  at('auth', 'server-error', answered(500)),
  at('logout', 'server-unavailable', answered(502)),
];

/** Networks in which nothing is wrong. */
export const NETWORK_WELL: SetupCase[] = [
  { name: 'puts off once', cause: null, kinds: BOTH, make: instead(puttingOff()) },
  {
    name: 'no userinfo',
    cause: null,
    kinds: BOTH,
    make: inDiscovery(({ userinfo_endpoint: _, ...document }) => document),
  },
];

/** What only another server, or one behind a faulty proxy, answers. */
export const OTHER_SERVERS: SetupCase[] = [
  of(
    'plain-http',
    inDiscovery((document) => ({ ...document, token_endpoint: 'http://sso.example.org/token' })),
  ),
  of(
    'issuer-differs',
    inDiscovery((document) => ({ ...document, issuer: 'https://sso.example.org/auth/realms/x' })),
  ),
  of(
    'no-end-session',
    inDiscovery(({ end_session_endpoint: _, ...document }) => document),
  ),
  of(
    'clock-off',
    rewritten(() => ({ headers: { date: new Date(Date.now() - 300_000).toUTCString() } })),
  ),
  // Keycloak 17 follows `redirect_uri`; from 18 on it is an error or ignored.
  of(
    'too-old',
    rewritten(
      ({ path }) =>
        /\/logout\?redirect_uri=/.test(path) && {
          status: 302,
          headers: { location: signOutClient().redirectUris[0] ?? '' },
          body: '',
        },
    ),
  ),
];

function of(cause: Cause, make: Make): SetupCase {
  return { name: cause, cause, kinds: BOTH, make };
}

/** The same cause, at one of the realm's endpoints alone. */
function at(endpoint: string, cause: Cause, answer: Instead): SetupCase {
  const only: Instead = (request) =>
    new RegExp(`/protocol/openid-connect/${endpoint}(\\?|$)`).test(request.path) ? answer(request) : null;
  return { name: `${cause} at ${endpoint}`, cause, kinds: BOTH, make: instead(only) };
}

/** A proxy's own answer, without a word on who may read it. */
function answered(status: number, type = 'text/html', body = '<!doctype html><h1>Oh no</h1>'): Instead {
  const answer: Answer = { status, headers: { 'content-type': type }, body };
  return () => answer;
}

/** Puts each address off once, for a second. */
function puttingOff(): Instead {
  const known = new Set<string>();
  return ({ path }) => {
    const address = path.split('?')[0] ?? '';
    if (known.has(address)) return null;
    known.add(address);
    return { status: 429, headers: { 'retry-after': '1' } };
  };
}

function isDocument({ path }: { path: string }): boolean {
  return path.endsWith('/openid-configuration');
}

function instead(answer: Instead): Make {
  return (making) => behind(making, () => null, answer);
}

function rewritten(change: (answer: Parameters<Rewrite>[0]) => ReturnType<Rewrite> | false): Make {
  return (making) => behind(making, (answer) => change(answer) || null);
}

function inDiscovery(change: (document: Record<string, unknown>) => object): Make {
  return rewritten(
    (answer) => isDocument(answer) && { body: JSON.stringify(change(JSON.parse(answer.body))) },
  );
}

async function behind({ port, realm }: Making, rewrite: Rewrite, answer?: Instead): Promise<Made> {
  const proxy = await openProxy(port, rewrite, answer);
  return { issuer: `http://127.0.0.1:${proxy.port}/realms/${realm.name}`, close: proxy.close };
}

/** A server whose certificate nobody has signed but itself. */
async function untrusted({ realm }: Making): Promise<Made> {
  const server = createServer(SELF_SIGNED, (_request, response) => response.end());
  const port = await loopbackPort(server);
  return { issuer: `https://127.0.0.1:${port}/realms/${realm.name}`, close: () => closeServer(server) };
}

/** A captive portal: every address answers with its page. */
async function portal({ realm }: Making): Promise<Made> {
  const site = await openSite('portal');
  site.app.use((_request, response) => response.send('<!doctype html><title>Welcome to the Wi-Fi</title>'));
  return { issuer: `${site.origin}/realms/${realm.name}`, close: site.close };
}

/** Some other server, which has no realms. */
async function elsewhere({ realm }: Making): Promise<Made> {
  const site = await openSite('elsewhere');
  return { issuer: `${site.origin}/realms/${realm.name}`, close: site.close };
}
