import { StepError } from '../../errors/step-error.ts';
import {
  type AuthorizationResponse,
  checkAuthorizationResponse,
} from '../../protocol/authorization-response.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { AuthorizationRequest, Ports, Tokens, WebAuthAnswer } from '../kernel/ports.ts';
import { askDiscovery } from './discover.ts';

/** Whether a person may be shown the OP's sign-in form. */
export type Mode = 'silent' | 'interactive';

/** A checked answer that carries a code: what exchanges it, once, and the nonce that the id_token must repeat. */
export type Authorized = { nonce: string; exchange(): Promise<Tokens> };

/** Where the OP's answer to a request arrived, not yet checked. */
type Arrived = { address: string; nonce: string; request: AuthorizationRequest };

/**
 * Asks the OP for an authorization code, in the browser's own session.
 * @returns null where nobody is signed in (only in `silent` mode).
 * @throws {StepError} `window-closed`, `timed-out`, `interaction-needed`, `client-refused`, `state-mismatch`,
 *   `issuer-response-mismatch`, or what discovery throws where the server has gone.
 * @see OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.2.6
 */
export async function authorize(
  op: Discovery,
  realm: Realm,
  mode: Mode,
  ports: Ports,
): Promise<Authorized | null> {
  const fetched = mode === 'silent' ? await askByFetch(op, realm, ports) : null;
  const { address, nonce, request } = fetched ?? (await askByWebAuth(op, realm, mode, ports));
  const response = checkAnswer(op, address, request);
  return response.kind === 'nobody' ? null : { nonce, exchange: () => request.exchange(address) };
}

/**
 * Checks the address at which the OP's answer to a request arrived.
 * @throws {StepError} `state-mismatch`, `issuer-response-mismatch`, `interaction-needed`, `client-refused`.
 * @see OpenID Connect Core 1.0, section 3.1.2.6
 */
export function checkAnswer(
  op: Discovery,
  address: string,
  { state }: AuthorizationRequest,
): AuthorizationResponse {
  const issPromised = op.authorization_response_iss_parameter_supported ?? false;
  return checkAuthorizationResponse(address, { state, issuer: op.issuer, issPromised });
}

/**
 * The quickest way: one request in the browser's own cookies, whose redirect ends on this extension's own page.
 * @returns null where the host was not allowed, or the OP did not redirect: the browser's own way then tells why.
 */
async function askByFetch(op: Discovery, realm: Realm, ports: Ports): Promise<Arrived | null> {
  const redirectUri = ports.addresses.fetchedUri;
  if (!redirectUri || !(await ports.access.hasHost(op.authorization_endpoint))) return null;
  const nonce = ports.secret();
  const request = await ports.oidc.request(op, realm, { silent: true, nonce, redirectUri });
  const limit = { limitMs: LIMITS.request, step: 'sign-in request' };
  const answer = await fetchText(request.url, { credentials: 'include' }, limit, ports).catch((error) => {
    if (error instanceof StepError) throw error;
    return null;
  });
  return answer?.url.startsWith(`${redirectUri}?`) ? { address: answer.url, nonce, request } : null;
}

async function askByWebAuth(op: Discovery, realm: Realm, mode: Mode, ports: Ports): Promise<Arrived> {
  const nonce = ports.secret();
  const { redirectUri } = ports.addresses;
  const request = await ports.oidc.request(op, realm, {
    silent: mode === 'silent',
    nonce,
    redirectUri,
  });
  const answer = await ports.webAuth.ask({
    url: request.url,
    interactive: mode === 'interactive',
    limitMs: mode === 'silent' ? LIMITS.request : LIMITS.signInWindow,
  });
  if (!answer.ok) throw await explain(answer, realm, mode, ports);
  return { address: answer.address, nonce, request };
}

async function explain(
  answer: Extract<WebAuthAnswer, { ok: false }>,
  realm: Realm,
  mode: Mode,
  ports: Ports,
): Promise<StepError> {
  if (answer.failure === 'closed') return new StepError('window-closed', [], answer.cause);
  if (answer.failure === 'timed-out') {
    const limit = mode === 'silent' ? LIMITS.request : LIMITS.signInWindow;
    return new StepError('timed-out', ['sign-in request', `${limit / 1000} s`], answer.cause);
  }
  if (answer.failure === 'needs-person') return new StepError('interaction-needed', [], answer.cause);
  // The browser says the same for a dead server and for a refusal: only discovery tells them apart.
  await askDiscovery(realm.issuer, ports);
  return new StepError('client-refused', [realm.clientId, ports.addresses.redirectUri], answer.cause);
}
