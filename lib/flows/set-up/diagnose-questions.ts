import { ACCOUNT_CLIENT_ID, BUILT_IN_CLIENT_ID, builtInAddress } from '../../keycloak/built-in-client.ts';
import type { Finding } from '../../keycloak/diagnose-answers.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { KeyedArea, Ports } from '../kernel/ports.ts';
import { ownAddresses } from './own-addresses.ts';

/** What testing and setting up take of the world: no tab, no window, no library, no token. */
export type DiagnosisPorts = Pick<Ports, 'access' | 'addresses' | 'clock' | 'fetch' | 'pages' | 'secret'> & {
  session: KeyedArea;
  /** What the token of a realm's latest session says of the realm's set-up; null where there is none. */
  testSession(realmId: string): Promise<Finding | null>;
};

/** Where a realm is asked; a document without an end-session endpoint has none. */
export type Endpoints = Discovery & { end_session_endpoint: string };

/** Any verifier's challenge will do, as no code ever comes of it. */
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

/** The answers to a question that was asked once for each address. */
export type Answers = { uri: string; seen: HttpResponse }[];

/** Asks for the end of no session, once for each post-logout redirect URI. */
export async function askEnds(realm: Realm, op: Endpoints, ports: DiagnosisPorts): Promise<Answers> {
  if (!op.end_session_endpoint) return [];
  const asked = ownAddresses(ports.addresses).postLogoutUris.map(async (uri) => {
    const seen = await askEnd(realm, op, uri, ports);
    return seen ? [{ uri, seen }] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** Asks for the end of no session, with one post-logout redirect URI. */
export function askEnd(
  { clientId }: Pick<Realm, 'clientId'>,
  op: Endpoints,
  uri: string,
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const query = { client_id: clientId, post_logout_redirect_uri: uri, state: ports.secret() };
  return plainly(withQuery(op.end_session_endpoint, query), {}, ports);
}

/** Asks for tokens for a code that never was. */
export async function askTokenEndpoint(
  realm: Realm,
  op: Endpoints,
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  // Where the browser's own way to the endpoint is not allowed, the answer says so.
  await ports.access.ensure(op).catch(() => undefined);
  return plainly(op.token_endpoint, { method: 'POST', body: exchange(realm, ports) }, ports);
}

/** An exchange of a code that never was. */
export function exchange({ clientId }: Realm, ports: DiagnosisPorts): URLSearchParams {
  return new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: ports.addresses.redirectUri,
    code: ports.secret(),
    code_verifier: ports.secret(),
  });
}

/**
 * Asks silently for a code, once for each redirect URI, the answer as a form in a page, which can be read where a redirect
 * cannot.
 */
export async function askAuthorizations(
  realm: Realm,
  op: Endpoints,
  ports: DiagnosisPorts,
): Promise<Answers> {
  const asked = ownAddresses(ports.addresses).redirectUris.map(async (uri) => {
    const seen = await askAuthorization(realm.clientId, uri, op, ports);
    return seen && !seen.redirected ? [{ uri, seen }] : [];
  });
  return (await Promise.all(asked)).flat();
}

function askAuthorization(
  clientId: string,
  uri: string,
  op: Endpoints,
  ports: DiagnosisPorts,
): Promise<HttpResponse | null> {
  const query = {
    client_id: clientId,
    redirect_uri: uri,
    response_type: 'code',
    response_mode: 'form_post',
    scope: 'openid',
    prompt: 'none',
    state: ports.secret(),
    nonce: ports.secret(),
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  };
  return plainly(withQuery(op.authorization_endpoint, query), {}, ports);
}

/**
 * Whether the realm knows the built-in client, or the older one of its account. A disabled one still answers the end of
 * no session, by which it can be signed out through; Keycloak 18 answers that to nobody, and there a silent request for a code tells.
 * @returns null where nothing came back that may be read.
 */
export async function isBuiltInKnown(op: Endpoints, ports: DiagnosisPorts): Promise<boolean | null> {
  const uri = builtInAddress(op.issuer);
  for (const clientId of [BUILT_IN_CLIENT_ID, ACCOUNT_CLIENT_ID]) {
    const ended = await askEnd({ clientId }, op, uri, ports);
    if (ended && ended.status !== 400) return true;
  }
  const authorized = await askAuthorization(BUILT_IN_CLIENT_ID, uri, op, ports);
  return authorized && authorized.status !== 400;
}

/** A request without cookies that follows no redirect; null where nothing came back that may be read. */
export function plainly(url: string, init: RequestInit, ports: DiagnosisPorts): Promise<HttpResponse | null> {
  const plain: RequestInit = { credentials: 'omit', redirect: 'manual', ...init };
  return fetchText(url, plain, { limitMs: LIMITS.request, step: 'test' }, ports).catch(() => null);
}

/** An address with more in its query. */
export function withQuery(endpoint: string, query: Record<string, string>): string {
  const url = new URL(endpoint);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
