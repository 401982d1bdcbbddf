import { StepError } from '../../errors/step-error.ts';
import { type Discovery, endSessionEndpoint } from '../../protocol/discovery.ts';
import {
  checkEndSessionResponse,
  type EndSessionRequest,
  endSessionUrl,
} from '../../protocol/end-session.ts';
import type { Realm } from '../../settings/schema.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports, WebAuthFailure } from '../kernel/ports.ts';
import type { Session } from '../kernel/records.ts';
import { askDiscovery } from '../op/discover.ts';

/**
 * How a request to end a session went, short of proof. `redirect-refused`: the session was asked to end without our
 * post-logout redirect URI, because the OP does not take it.
 */
export type Ending = 'ended' | 'redirect-refused' | 'needs-person' | 'timed-out';

/**
 * Ends a session without a window. A front-channel page is let run until it redirects.
 * @param past the alias of an identity provider whose own session is left alone.
 * @throws {StepError} `state-mismatch`, `window-closed`, or what discovery throws where the server has gone.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2; OpenID Connect Front-Channel Logout 1.0, section 3
 */
export async function endInBackground(
  op: Discovery,
  realm: Realm,
  session: Session,
  ports: Ports,
  past?: string,
): Promise<Ending> {
  const state = ports.secret();
  const redirect = { uri: ports.addresses.postLogoutUri, state };
  const answer = await askToEnd(op, realm, session, { ...(past && { past }), redirect }, ports);
  if (answer.ok) {
    checkEndSessionResponse(answer.address, state);
    return 'ended';
  }
  if (answer.failure !== 'not-loaded') return answer.failure;
  await askDiscovery(realm.issuer, ports);
  await endWithoutRedirect(op, realm, session, ports);
  return 'redirect-refused';
}

/** Where an end-session request led; `not-loaded` stands for what a browser does not tell apart. */
type Led = { ok: true; address: string } | { ok: false; failure: Exclude<WebAuthFailure, 'closed'> };

/**
 * Asks the OP to end a session, without a window. A page that it answers with is let run until it redirects.
 * @throws {StepError} `window-closed`.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export async function askToEnd(
  op: Discovery,
  realm: Realm,
  session: Session,
  more: Pick<EndSessionRequest, 'past' | 'redirect'>,
  ports: Ports,
): Promise<Led> {
  const request = { clientId: realm.clientId, idTokenHint: session.idToken, ...more };
  const answer = await ports.webAuth.ask({
    url: endSessionUrl(endSessionEndpoint(op), request),
    interactive: false,
    limitMs: LIMITS.chain,
    letPageRun: true,
  });
  if (answer.ok) return answer;
  const { failure, cause } = answer;
  if (failure === 'closed') throw new StepError('window-closed', [], cause);
  return { ok: false, failure };
}

/** The hint was taken from this OP a moment ago, so what it refuses is the address: without one it still ends the session. */
async function endWithoutRedirect(
  op: Discovery,
  realm: Realm,
  session: Session,
  ports: Ports,
): Promise<void> {
  const request = { clientId: realm.clientId, idTokenHint: session.idToken };
  const url = endSessionUrl(endSessionEndpoint(op), request);
  await ports.webAuth.ask({ url, interactive: false, limitMs: LIMITS.request });
}
