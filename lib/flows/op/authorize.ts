import { StepError } from '../../errors/step-error.ts';
import {
  type AuthorizationResponse,
  checkAuthorizationResponse,
} from '../../protocol/authorization-response.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { AuthorizationRequest, Ports, Tokens, WebAuthAnswer } from '../kernel/ports.ts';
import { askDiscovery } from './discover.ts';
import type { OpHandle } from './handle.ts';
import { landByHops } from './landing.ts';

/** Whether a person may be shown the OP's sign-in form. */
export type Mode = 'silent' | 'interactive';

/** A checked answer that carries a code: what exchanges it, once, and the nonce that the id_token must repeat. */
export type Authorized = { nonce: string; exchange(): Promise<Tokens> };

type AuthorizePorts = Pick<
  Ports,
  'access' | 'clock' | 'fetch' | 'hop' | 'oidc' | 'secret' | 'session' | 'webAuth'
>;

/**
 * Asks the OP for an authorization code, in the browser's own session.
 * @returns null where nobody is signed in (only in `silent` mode).
 * @throws {StepError} `window-closed`, `timed-out`, `interaction-needed`, `client-refused`, `state-mismatch`,
 *   `issuer-response-mismatch`, or what discovery throws where the server has gone.
 * @see OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.2.6
 */
export async function authorize(op: OpHandle, mode: Mode, ports: AuthorizePorts): Promise<Authorized | null> {
  const nonce = ports.secret();
  const { redirectUri } = op.clients[0];
  const request = await ports.oidc.request(op.metadata, op.realm, {
    silent: mode === 'silent',
    nonce,
    redirectUri,
  });
  const fetched = mode === 'silent' ? await arriveByFetch(op, request, ports) : null;
  // The realm itself knows nobody and asks elsewhere, where it would sign in whoever is there: looking signs nobody in.
  if (fetched === ELSEWHERE) return null;
  const address = fetched ?? (await arriveByWebAuth(op, request, mode, ports));
  const response = checkAnswer(op, address, request);
  return response.kind === 'nobody' ? null : { nonce, exchange: () => request.exchange(address) };
}

/** Checks the address at which the OP's answer to a request arrived. */
function checkAnswer(
  { metadata }: OpHandle,
  address: string,
  { state }: AuthorizationRequest,
): AuthorizationResponse {
  const issPromised = metadata.authorization_response_iss_parameter_supported ?? false;
  return checkAuthorizationResponse(address, { state, issuer: metadata.issuer, issPromised });
}

/** The realm has passed a silent request on, as to an identity provider. */
const ELSEWHERE = 'elsewhere';

/**
 * The quickest way: one request in the browser's own cookies, whose redirect is read and not followed.
 * @returns null where the host was not allowed, or the OP did not redirect: the browser's own way then tells why.
 */
async function arriveByFetch(
  { metadata, clients }: OpHandle,
  { url }: AuthorizationRequest,
  ports: AuthorizePorts,
): Promise<string | null> {
  if (!(await ports.access.hasHost(metadata.authorization_endpoint))) return null;
  const { issuer } = metadata;
  const landing = await landByHops({ url, issuer, limitMs: LIMITS.request, step: 'sign-in request' }, ports);
  if (landing.kind === 'timed-out') throw landing.cause;
  if (landing.kind !== 'leads') return null;
  return landing.to.startsWith(`${clients[0].redirectUri}?`) ? landing.to : ELSEWHERE;
}

async function arriveByWebAuth(
  op: OpHandle,
  { url }: AuthorizationRequest,
  mode: Mode,
  ports: AuthorizePorts,
): Promise<string> {
  const answer = await ports.webAuth.ask({
    url,
    interactive: mode === 'interactive',
    limitMs: mode === 'silent' ? LIMITS.request : LIMITS.signInWindow,
  });
  if (answer.ok) return answer.address;
  throw await explain(answer, op, mode, ports);
}

async function explain(
  answer: Extract<WebAuthAnswer, { ok: false }>,
  { realm, clients }: OpHandle,
  mode: Mode,
  ports: AuthorizePorts,
): Promise<StepError> {
  if (answer.failure === 'closed') return new StepError('window-closed', [], answer.cause);
  if (answer.failure === 'timed-out') {
    const limit = mode === 'silent' ? LIMITS.request : LIMITS.signInWindow;
    return new StepError('timed-out', ['sign-in request', `${limit / 1000} s`], answer.cause);
  }
  if (answer.failure === 'needs-person') return new StepError('interaction-needed', [], answer.cause);
  // The browser says the same for a dead server and for a refusal: only discovery tells them apart.
  await askDiscovery(realm.issuer, ports);
  return new StepError('client-refused', [clients[0].id, clients[0].redirectUri], answer.cause);
}
