import { readEndPage } from '../keycloak/end-page.ts';
import { type Discovery, endSessionEndpoint } from '../protocol/discovery.ts';
import { checkEndSessionResponse, endSessionUrl } from '../protocol/end-session.ts';
import type { Realm } from '../settings/schema.ts';
import { LIMITS, withLimit } from './limits.ts';
import type { Ports } from './ports.ts';
import type { Session } from './records.ts';

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
 * @throws {SignOutError} `state-mismatch`, `timed-out`.
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
  const request = { clientId: realm.clientId, idTokenHint: session.idToken };
  const url = endSessionUrl(endSessionEndpoint(op), { ...request, ...(uri && { redirect: { uri, state } }) });
  const answer = await ask(url, ports);
  // A chain that leads over a host that was not allowed ends in an error that tells nothing.
  if (!answer) return { kind: 'pending' };
  if (uri && answer.url.startsWith(uri)) {
    checkEndSessionResponse(answer.url, state);
    return { kind: 'ended', tell: [] };
  }
  if (answer.ok) return readAnswer(answer, ports);
  if (!uri) return { kind: 'pending' };
  // The hint was taken from this OP a moment ago, so what it refuses is the address.
  const plain = await ask(endSessionUrl(endSessionEndpoint(op), request), ports);
  const read = plain?.ok ? await readAnswer(plain, ports) : ({ kind: 'pending' } as const);
  return read.kind === 'pending'
    ? read
    : { kind: 'ended', tell: [], ...(read.kind === 'ended' && read), redirectRefused: true };
}

async function readAnswer(answer: Response, ports: Ports): Promise<Fetched> {
  const page = readEndPage(await ports.pages.read(await answer.text()));
  return page.kind === 'front-channel' ? { kind: 'ended', tell: page.addresses } : { kind: page.kind };
}

function ask(url: string, ports: Ports): Promise<Response | null> {
  const request = ports.fetch(url, { credentials: 'include', cache: 'no-store' });
  return withLimit(
    ports.clock,
    LIMITS.request,
    'end-session',
    request.catch(() => null),
  );
}
