import { StepError } from '../errors/step-error.ts';

/** What an authorization response is held against. */
export type ExpectedResponse = {
  state: string;
  issuer: string;
  /** Whether the OP's discovery promises the `iss` parameter. */
  issPromised: boolean;
};

/** An authorization response that passed its checks. */
export type AuthorizationResponse = { kind: 'code' } | { kind: 'nobody' };

const NEEDS_PERSON = ['interaction_required', 'consent_required', 'account_selection_required'];

/**
 * Checks the address to which the OP sent the browser back. It does not exchange the code.
 * @returns `nobody` where the OP says that nobody is signed in.
 * @throws {StepError} `state-mismatch`; `issuer-response-mismatch` for another or a missing `iss`;
 *   `interaction-needed` where the OP wants the person first; `client-refused` for any other error of the OP.
 * @see OpenID Connect Core 1.0, section 3.1.2.6; RFC 9207, section 2.4
 */
export function checkAuthorizationResponse(
  address: string,
  expected: ExpectedResponse,
): AuthorizationResponse {
  const answer = new URL(address).searchParams;
  if (answer.get('state') !== expected.state) throw new StepError('state-mismatch');
  checkResponseIssuer(answer.get('iss'), expected);
  const error = answer.get('error');
  if (error === 'login_required') return { kind: 'nobody' };
  if (error) throw refusal(error, answer.get('error_description'));
  if (!answer.get('code')) throw new StepError('client-refused', ['no code in the answer']);
  return { kind: 'code' };
}

function checkResponseIssuer(iss: string | null, expected: ExpectedResponse): void {
  const missing = iss === null && expected.issPromised;
  if (missing || (iss !== null && iss !== expected.issuer)) {
    throw new StepError('issuer-response-mismatch', [expected.issuer, iss ?? '(none)']);
  }
}

function refusal(error: string, description: string | null): StepError {
  const details = description ? [error, description] : [error];
  return new StepError(NEEDS_PERSON.includes(error) ? 'interaction-needed' : 'client-refused', details);
}
