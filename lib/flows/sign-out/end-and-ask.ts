import { authorizationEndpoint } from '../../keycloak/authorization-endpoint.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/records.ts';
import { checkAnswer } from '../op/authorize.ts';
import { askToEnd, type Ending } from './end-in-background.ts';
import { type BrowserVerdict, verdictOf } from './verify.ts';

/** How a request to end a session went, short of proof, and who is signed in, where the OP has said so. */
export type EndedAndAsked = { ending: Ending; asked?: BrowserVerdict };

/**
 * Ends a session without a window and asks who is signed in then, in one request: the OP is told to lead the browser from its
 * end-session endpoint to its own authorization endpoint. A document costs a browser more than all that the OP does.
 * @returns null where an error came back, as from an OP that does not take its own address as a post-logout redirect URI.
 * @throws {StepError} `window-closed`.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2; OpenID Connect Core 1.0, section 3.1.2.1 (`prompt=none`)
 */
export async function endAndAsk(
  op: Discovery,
  realm: Realm,
  session: Session,
  ports: Ports,
): Promise<EndedAndAsked | null> {
  if (op.authorization_endpoint !== authorizationEndpoint(op.issuer)) return null;
  const { redirectUri } = ports.addresses;
  const request = await ports.oidc.request(op, realm, { silent: true, nonce: ports.secret(), redirectUri });
  const question = new URL(request.url);
  // Keycloak refuses an address that holds one, and adds the one of the end-session request, which shows where it came from.
  question.searchParams.delete('state');
  const redirect = { uri: question.href, state: request.state };
  const answer = await askToEnd(op, realm, session, { redirect }, ports);
  if (!answer.ok) return answer.failure === 'not-loaded' ? null : { ending: answer.failure };
  const asked = await verdictOf(() => checkAnswer(op, answer.address, request).kind === 'code');
  return { ending: 'ended', asked };
}
