import type { FailureCode } from '../errors/failure.ts';
import { StepError } from '../errors/step-error.ts';
import type { Discovery } from './discovery.ts';
import { isDoubled } from './doubled.ts';
import { jwtPayload } from './jwt.ts';

/** What an authorization response is held against. */
export type ExpectedResponse = {
  state: string;
  issuer: string;
  /** Whether the OP's discovery promises the `iss` parameter. */
  issPromised: boolean;
};

/**
 * An authorization response that passed its checks. `address`: the same with its parameters in the open; `isNamed`: it names the issuer
 * that was asked.
 */
export type AuthorizationResponse = { kind: 'code'; address: string; isNamed: boolean } | { kind: 'nobody' };

const AS_JWT = 'query.jwt';

/**
 * The response mode in which an OP names itself that promises no `iss` parameter, as Keycloak before 23: in a JWT, which has its issuer.
 * @returns null where the OP names itself anyway, or knows no such mode.
 * @see JWT Secured Authorization Response Mode for OAuth 2.0 (JARM), sections 2.1 and 2.3.1
 */
export function namingMode({
  authorization_response_iss_parameter_supported: isNamed,
  response_modes_supported: modes,
}: Discovery): string | null {
  return !isNamed && modes?.includes(AS_JWT) ? AS_JWT : null;
}

/**
 * Checks the address to which the OP sent the browser back. It does not exchange the code.
 * @returns `nobody` where the OP says that nobody is signed in.
 * @throws {StepError} `state-mismatch`, also where a parameter stands twice; `issuer-response-mismatch` for another or a missing `iss`;
 *   `interaction-needed` where the OP wants the person first; `server-error`, `server-unavailable` where it says that it fails;
 *   `client-refused` for any other error of the OP.
 * @see OpenID Connect Core 1.0, section 3.1.2.6; RFC 9207, section 2.4
 */
export function checkAuthorizationResponse(
  address: string,
  expected: ExpectedResponse,
): AuthorizationResponse {
  const sent = new URL(address);
  if (isDoubled(sent.searchParams)) throw new StepError('state-mismatch', ['a parameter stands twice']);
  const url = inTheOpen(sent);
  const answer = url.searchParams;
  const iss = answer.get('iss');
  if (answer.get('state') !== expected.state) throw new StepError('state-mismatch');
  checkResponseIssuer(iss, expected);
  const error = answer.get('error');
  if (error === 'login_required') return { kind: 'nobody' };
  if (error) throw refusal(error, answer.get('error_description'));
  if (!answer.get('code')) throw new StepError('client-refused', ['no code in the answer']);
  return { kind: 'code', address: url.href, isNamed: iss !== null };
}

/**
 * A response in a JWT is read as one whose claims stand in the address. Its signature is not checked: it has come by the browser from
 * whoever has made the code in it, and who can forge one with a code has that code.
 */
function inTheOpen(url: URL): URL {
  const token = url.searchParams.get('response');
  if (token === null) return url;
  url.search = `${new URLSearchParams((jwtPayload(token) ?? {}) as Record<string, string>)}`;
  return url;
}

function checkResponseIssuer(iss: string | null, expected: ExpectedResponse): void {
  const missing = iss === null && expected.issPromised;
  if (missing || (iss !== null && iss !== expected.issuer)) {
    throw new StepError('issuer-response-mismatch', [expected.issuer, iss ?? '(none)']);
  }
}

/** Errors by which an OP does not refuse the client. @see RFC 6749, section 4.1.2.1 */
const CODES: Partial<Record<string, FailureCode>> = {
  interaction_required: 'interaction-needed',
  consent_required: 'interaction-needed',
  account_selection_required: 'interaction-needed',
  server_error: 'server-error',
  temporarily_unavailable: 'server-unavailable',
};

function refusal(error: string, description: string | null): StepError {
  const details = description ? [error, description] : [error];
  return new StepError((Object.hasOwn(CODES, error) && CODES[error]) || 'client-refused', details);
}
