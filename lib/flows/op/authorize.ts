import type { FailureCode } from '../../errors/failure.ts';
import { asStepError, failureOf, StepError } from '../../errors/step-error.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import { settingIn } from '../../keycloak/realm-setting.ts';
import {
  type AuthorizationResponse,
  checkAuthorizationResponse,
  namingMode,
} from '../../protocol/authorization-response.ts';
import { originOf } from '../../protocol/origin.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { AuthorizationRequest, Ports, Tokens, WebAuthAnswer } from '../kernel/ports.ts';
import { tokenTrouble } from './ask-token-endpoint.ts';
import { askDiscovery, type DiscoveryPorts } from './discover.ts';
import { isBuiltInOffered, type OpHandle } from './handle.ts';
import { type Landing, landByHops, outageOf } from './landing.ts';
import { explainUnseen } from './unanswered.ts';

/** Whether a person may be shown the OP's sign-in form. */
export type Mode = 'silent' | 'interactive';

/**
 * A checked answer that carries a code: what exchanges it, once, and the nonce that the id_token must repeat. `isOwn`: it is known to be
 * the OP's that was asked; any other code is not exchanged.
 */
export type Authorized = { nonce: string; isOwn: boolean; exchange(): Promise<Tokens> };

type AuthorizePorts = DiscoveryPorts & Pick<Ports, 'addresses' | 'hop' | 'oidc' | 'secret' | 'webAuth'>;

const STEP = 'sign-in request';

/**
 * Asks the OP for an authorization code, in the browser's own session. All OPs that know the registered client lead to the same address: a
 * hostile one could send the browser on to an honest one, whose code would then be taken to the hostile token endpoint. So a code counts
 * only with its issuer's name, or where its OP was seen to give it.
 * @returns null where nobody is signed in (only in `silent` mode).
 * @throws {StepError} `window-closed`, `timed-out`, `interaction-needed`, `client-refused`, `realm-setting`, `realm-disabled`,
 *   `state-mismatch`, `issuer-response-mismatch`, what the server says of itself, or what discovery throws where it has gone.
 * @see OpenID Connect Core 1.0, sections 3.1.2.1 and 3.1.2.6; RFC 9700, section 4.4 (mix-up)
 */
export async function authorize(op: OpHandle, mode: Mode, ports: AuthorizePorts): Promise<Authorized | null> {
  const nonce = ports.secret();
  const request = await prepare(op, mode, nonce, ports);
  const landing = mode === 'silent' ? await landByFetch(op, request, ports) : null;
  const fetched = landing && (await arriveByFetch(op, landing, ports));
  // The realm itself knows nobody and asks elsewhere, where it would sign in whoever is there: looking signs nobody in.
  if (fetched === ELSEWHERE) return null;
  const address = fetched ?? (await arriveByWebAuth(op, request, mode, landing, ports));
  const response = checkAnswer(op, address, request);
  if (response.kind === 'nobody') return null;
  // By hops nobody but the OP itself has answered: it can give no code of another, as that one's goes past it.
  const isOwn = response.isNamed || fetched !== null;
  const exchange = () => (isOwn ? request.exchange(response.address) : refuseUnnamed(op, ports));
  return { nonce, isOwn, exchange };
}

async function prepare(
  { metadata, clients: [{ kind, id: clientId, redirectUri }] }: OpHandle,
  mode: Mode,
  nonce: string,
  { oidc }: AuthorizePorts,
): Promise<AuthorizationRequest> {
  const options = { silent: mode === 'silent', nonce, clientId, redirectUri };
  const request = await oidc.request(metadata, options);
  const naming = kind === 'registered' ? namingMode(metadata) : null;
  if (!naming) return request;
  const url = new URL(request.url);
  url.searchParams.set('response_mode', naming);
  return { ...request, url: url.href };
}

/** Where its host may be asked by single requests, an OP need not name itself. */
async function refuseUnnamed({ metadata }: OpHandle, { access }: AuthorizePorts): Promise<never> {
  const { origin } = new URL(metadata.issuer);
  if (!(await access.hasHost(metadata.authorization_endpoint)))
    throw new StepError('access-missing', [origin]);
  throw new StepError('issuer-response-mismatch', [metadata.iss, '(none)']);
}

/** Checks the address at which the OP's answer to a request arrived. A Keycloak's refusal may name a setting of the client. */
function checkAnswer(
  { metadata, clients: [client] }: OpHandle,
  address: string,
  { state }: AuthorizationRequest,
): AuthorizationResponse {
  const issPromised = metadata.authorization_response_iss_parameter_supported ?? false;
  try {
    return checkAuthorizationResponse(address, { state, issuer: metadata.iss, issPromised });
  } catch (error) {
    throw isKeycloak(metadata) ? asStepError(settingIn(failureOf(error), client.id), error) : error;
  }
}

/** The realm has passed a silent request on, as to an identity provider. */
const ELSEWHERE = 'elsewhere';

/**
 * The quickest way, and the built-in client's only one: one request in the browser's own cookies, whose redirect is read and not
 * followed.
 * @returns null where the host was not allowed.
 */
async function landByFetch(
  { metadata, clients: [{ kind }] }: OpHandle,
  { url }: AuthorizationRequest,
  ports: AuthorizePorts,
): Promise<Landing | null> {
  const { issuer } = metadata;
  if (await ports.access.hasHost(metadata.authorization_endpoint))
    return landByHops({ url, issuer, limitMs: LIMITS.request, step: STEP }, ports);
  // A document would follow to the account console, which signs in again.
  if (kind === 'built-in') throw new StepError('access-missing', [originOf(issuer)]);
  return null;
}

/** @returns null where the OP did not redirect: the browser's own way then tells why. */
async function arriveByFetch(op: OpHandle, landing: Landing, ports: AuthorizePorts): Promise<string | null> {
  const { metadata, clients } = op;
  const [{ kind, id, redirectUri }] = clients;
  if (landing.kind === 'timed-out') throw landing.cause;
  const outage = outageOf(landing, STEP);
  if (outage) throw asStepError(outage);
  if (landing.kind === 'leads' && landing.to.startsWith(`${redirectUri}?`)) return landing.to;
  // Another OP may have its sign-in app elsewhere, and lead there whoever is in.
  if (landing.kind === 'leads' && isKeycloak(metadata)) return ELSEWHERE;
  if (kind === 'registered') return null;
  // A document would follow to the account console, which signs in again.
  if (landing.kind === 'page') throw new StepError('interaction-needed', [id, redirectUri]);
  throw await explainRefusal(op, landing, undefined, ports);
}

/** @param landing what single requests have come to, where they were sent. */
async function arriveByWebAuth(
  op: OpHandle,
  { url }: AuthorizationRequest,
  mode: Mode,
  landing: Landing | null,
  ports: AuthorizePorts,
): Promise<string> {
  const answer = await ports.webAuth.ask({
    url,
    interactive: mode === 'interactive',
    limitMs: mode === 'silent' ? LIMITS.request : LIMITS.signInWindow,
  });
  if (answer.ok) return answer.address;
  throw await explain(answer, op, mode, landing, ports);
}

async function explain(
  answer: Extract<WebAuthAnswer, { ok: false }>,
  op: OpHandle,
  mode: Mode,
  landing: Landing | null,
  ports: AuthorizePorts,
): Promise<StepError> {
  if (answer.failure === 'closed') return new StepError('window-closed', [], answer.cause);
  if (answer.failure === 'timed-out') {
    const limit = mode === 'silent' ? LIMITS.request : LIMITS.signInWindow;
    return new StepError('timed-out', [STEP, `${limit / 1000} s`], answer.cause);
  }
  // A document shows half an answer as a page.
  if (landing?.kind === 'unreadable' && landing.cause instanceof StepError) return landing.cause;
  if (answer.failure === 'needs-person') return new StepError('interaction-needed', [], answer.cause);
  return explainRefusal(op, landing, answer.cause, ports);
}

/**
 * The browser says the same for a dead server and for a refusal: discovery tells them apart, or that nothing came of a single request. And
 * a server's page says the same in words for people only: what its token endpoint says may be read.
 * @throws {StepError} what discovery throws.
 */
async function explainRefusal(
  op: OpHandle,
  landing: Landing | null,
  cause: unknown,
  ports: AuthorizePorts,
): Promise<StepError> {
  const { realm, metadata, clients } = op;
  const [client] = clients;
  await askDiscovery(realm.issuer, ports);
  if (landing?.kind === 'unreadable') return explainUnseen(realm.issuer, STEP, landing.cause, ports);
  const wanted = [client.id, client.redirectUri];
  const isSeen = await ports.access.hasHost(metadata.authorization_endpoint);
  // A refusal that was not seen may as well be a failure of the server: access shows which.
  if (!isSeen) {
    const code = isBuiltInOffered(op) ? 'access-missing' : 'answer-unreadable';
    return new StepError(code, [originOf(metadata.issuer), STEP, ...wanted], cause);
  }
  const trouble = await tokenTrouble(metadata.token_endpoint, client, ports);
  const refused = new StepError('client-refused', wanted, cause);
  return trouble && OF_SERVER.includes(trouble.code) ? asStepError(trouble, cause) : refused;
}

/** What keeps a realm from letting anybody in, whatever the client. */
const OF_SERVER: readonly FailureCode[] = [
  'realm-disabled',
  'server-busy',
  'server-unavailable',
  'server-error',
  'page-instead',
];
