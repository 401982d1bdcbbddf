import { readEndPage } from '../../keycloak/end-page.ts';
import { type Discovery, endSessionEndpoint } from '../../protocol/discovery.ts';
import { checkEndSessionResponse, endSessionUrl } from '../../protocol/end-session.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/records.ts';

/**
 * How a session was ended by `fetch`, short of proof. `tell` are addresses that tell apps with front-channel logout;
 * `pending`: a document has to run first, in a window or tab; `unclear`: only a check tells.
 */
export type Fetched =
  | { kind: 'ended'; tell: string[]; redirectRefused?: boolean }
  | { kind: 'pending' }
  | { kind: 'unclear' };

/**
 * Ends a session by one request in the browser's own cookies; for realms whose host the person has allowed.
 * @throws {StepError} `state-mismatch`.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export async function endByFetch(
  op: Discovery,
  realm: Realm,
  session: Session,
  ports: Ports,
): Promise<Fetched> {
  const uri = ports.addresses.fetchedUri;
  const state = ports.secret();
  const wanted = { clientId: realm.clientId, idTokenHint: session.idToken };
  const url = endSessionUrl(endSessionEndpoint(op), { ...wanted, ...(uri && { redirect: { uri, state } }) });
  const answer = await request(url, ports);
  // A chain that leads over a host that was not allowed ends in an error that tells nothing.
  if (!answer) return { kind: 'pending' };
  if (uri && answer.url.startsWith(uri)) {
    checkEndSessionResponse(answer.url, state);
    return { kind: 'ended', tell: [] };
  }
  if (answer.ok) return readAnswer(answer, ports);
  if (!uri) return { kind: 'pending' };
  // The hint was taken from this OP a moment ago, so what it refuses is the address.
  const plain = await request(endSessionUrl(endSessionEndpoint(op), wanted), ports);
  const read = plain?.ok ? await readAnswer(plain, ports) : ({ kind: 'pending' } as const);
  return read.kind === 'pending'
    ? read
    : { kind: 'ended', tell: [], ...(read.kind === 'ended' && read), redirectRefused: true };
}

/**
 * Asks the OP to end whatever session is left in this browser, naming none. It comes back to us only where there is none, or
 * where it has ended it unasked: whoever is signed in would be asked first. Keycloak answers this many times quicker than
 * `prompt=none`: see docs/performance.md.
 * @returns false where it did not come back, which proves nothing, and where the host was not allowed.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export async function isNobodyLeft(op: Discovery, realm: Realm, ports: Ports): Promise<boolean> {
  const uri = ports.addresses.fetchedUri;
  if (!uri || !(await ports.access.hasHost(endSessionEndpoint(op)))) return false;
  const redirect = { uri, state: ports.secret() };
  const answer = await request(
    endSessionUrl(endSessionEndpoint(op), { clientId: realm.clientId, redirect }),
    ports,
  );
  return answer?.url === `${uri}?${new URLSearchParams({ state: redirect.state })}`;
}

async function readAnswer({ body }: HttpResponse, ports: Ports): Promise<Fetched> {
  const page = readEndPage(await ports.pages.read(body));
  return page.kind === 'front-channel' ? { kind: 'ended', tell: page.addresses } : { kind: page.kind };
}

/** Null where the network, or a host on the way that was not allowed or fell silent, kept the answer back. */
function request(url: string, ports: Ports): Promise<HttpResponse | null> {
  const limit = { limitMs: LIMITS.chain, step: 'end-session' };
  return fetchText(url, { credentials: 'include' }, limit, ports).catch(() => null);
}
