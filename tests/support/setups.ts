import { createServer } from 'node:https';
import { ACCOUNT_CLIENT_ID } from '../../lib/keycloak/built-in-client.ts';
import type { Cause } from '../../lib/keycloak/diagnosis.ts';
import type { Realm } from '../../lib/settings/schema.ts';
import { signOutClient } from './addresses.ts';
import { openSite } from './apps/site.ts';
import { type AsAdmin, adminOf, type KeycloakAddress } from './keycloak.ts';
import { loopbackPort } from './loopback.ts';
import type { Op, TestRealm } from './op.ts';
import { openProxy, type Rewrite } from './proxy.ts';

/**
 * A realm set up wrong in one way. `signsIn`: a person's browser has to have met it, as only that tells. `client`: through which client the
 * extension is to ask it.
 */
export type Setup = {
  issuer: string;
  realm: TestRealm;
  client: Realm['client'];
  signsIn: boolean;
  close(): Promise<void>;
};

type Client = Record<string, unknown> & { attributes?: Record<string, string> };

/** Ways to get a client wrong, each as an admin would. */
const CLIENTS: Partial<Record<Cause, Client>> = {
  'client-disabled': { enabled: false },
  'client-confidential': { publicClient: false, secret: 'only-for-tests' },
  'standard-flow-off': { standardFlowEnabled: false },
  'pkce-not-s256': { attributes: { 'pkce.code.challenge.method': 'plain' } },
  'redirect-uri': { redirectUris: ['https://elsewhere.example/*'] },
  'post-logout-uri': { attributes: { 'post.logout.redirect.uris': '-' } },
  'web-origin': { webOrigins: [] },
  'confirmation-on': { attributes: { 'logout.confirmation.enabled': 'true' } },
  'consent-required': { consentRequired: true },
  'account-audience': { fullScopeAllowed: false },
};

/** What only another server, or one behind a faulty proxy, answers. */
const REWRITES: Partial<Record<Cause, Rewrite>> = {
  'plain-http': inDiscovery((document) => ({ ...document, token_endpoint: 'http://sso.example.org/token' })),
  'issuer-differs': inDiscovery((document) => ({
    ...document,
    issuer: 'https://sso.example.org/auth/realms/x',
  })),
  'no-end-session': inDiscovery(({ end_session_endpoint: _, ...document }) => document),
  'clock-off': () => ({ headers: { date: new Date(Date.now() - 300_000).toUTCString() } }),
  // Keycloak 17 follows `redirect_uri`; from 18 on it is an error or ignored.
  'too-old': ({ path }) =>
    /\/logout\?redirect_uri=/.test(path)
      ? { status: 302, headers: { location: signOutClient().redirectUris[0] ?? '' }, body: '' }
      : null,
};

/** What a test of the set-up needs a signed-in person's browser for. */
const SIGNS_IN: Cause[] = ['consent-required', 'account-audience'];

/**
 * Makes a realm that is wrong in one way, through the admin API where Keycloak itself can be, else beside it.
 * @param cause null for one in which all is well.
 * @param bare whether nothing is registered for the extension.
 */
export async function setUpWrong(
  op: Op,
  keycloak: KeycloakAddress,
  cause: Cause | null,
  bare = cause === 'built-in-client',
): Promise<Setup> {
  const name = `setup-${cause ?? (bare ? 'bare' : 'well')}`;
  const realm = await op.addRealm(name, { bare, lacksConsole: cause === 'built-in-client' });
  const setup: Setup = {
    issuer: realm.issuer,
    realm,
    client: bare ? 'auto' : 'registered',
    signsIn: cause === null || SIGNS_IN.includes(cause),
    close: async () => undefined,
  };
  if (cause === null) return setup;
  const asAdmin = adminOf(keycloak);
  // Keycloak lets nobody delete that one.
  if (cause === 'built-in-client')
    await changeClient(asAdmin, name, { clientId: 'renamed' }, ACCOUNT_CLIENT_ID);
  if (cause === 'realm-disabled')
    await asAdmin((admin) => admin.realms.update({ realm: name }, { enabled: false }));
  const different = cause === 'client-unknown' ? null : CLIENTS[cause];
  if (different !== undefined) await changeClient(asAdmin, name, different);
  if (cause === 'realm-missing') return { ...setup, issuer: `${realm.issuer}-misspelt` };
  if (cause === 'unreachable') return { ...setup, ...(await untrusted(name)) };
  if (cause === 'not-an-op') return { ...setup, ...(await portal(name)) };
  const rewrite = REWRITES[cause];
  if (!rewrite) return setup;
  const proxy = await openProxy(Number(new URL(keycloak.url).port), rewrite);
  const issuer = `http://127.0.0.1:${proxy.port}/realms/${name}`;
  return { ...setup, issuer, close: proxy.close };
}

/** @param different null deletes the client. */
function changeClient(
  asAdmin: AsAdmin,
  realm: string,
  different: Client | null,
  clientId = 'full-signout',
): Promise<void> {
  return asAdmin(async (admin) => {
    const [client] = await admin.clients.find({ realm, clientId });
    const at = { realm, id: client?.id ?? '' };
    if (!different) return admin.clients.del(at);
    const attributes = { ...client?.attributes, ...different.attributes };
    await admin.clients.update(at, { ...client, ...different, attributes });
  });
}

/** When the server last heard of each of alice's sessions, milliseconds since 1970. */
export function lastAccesses(realm: TestRealm, keycloak: KeycloakAddress): Promise<(number | undefined)[]> {
  return adminOf(keycloak)(async (admin) => {
    const [alice] = await admin.users.find({ realm: realm.name, username: 'alice' });
    const sessions = await admin.users.listSessions({ realm: realm.name, id: alice?.id ?? '' });
    return sessions.map(({ lastAccess }) => lastAccess);
  });
}

function inDiscovery(change: (document: Record<string, unknown>) => object): Rewrite {
  return ({ path, body }) =>
    path.endsWith('/openid-configuration') ? { body: JSON.stringify(change(JSON.parse(body))) } : null;
}

/** A server whose TLS nobody can trust: it has no certificate at all. */
async function untrusted(name: string): Promise<Pick<Setup, 'issuer' | 'close'>> {
  const server = createServer();
  const port = await loopbackPort(server);
  const close = () => new Promise<void>((done) => server.close(() => done()));
  return { issuer: `https://127.0.0.1:${port}/realms/${name}`, close };
}

/** A captive portal: every address answers with its page. */
async function portal(name: string): Promise<Pick<Setup, 'issuer' | 'close'>> {
  const site = await openSite('portal');
  site.app.use((_request, response) => response.send('<!doctype html><title>Welcome to the Wi-Fi</title>'));
  return { issuer: `${site.origin}/realms/${name}`, close: site.close };
}
