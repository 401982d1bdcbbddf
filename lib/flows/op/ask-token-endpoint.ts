import type { Failure } from '../../errors/failure.ts';
import { failureOf } from '../../errors/step-error.ts';
import { readTokenError, type TokenError } from '../../keycloak/token-error.ts';
import { insteadOfJson } from '../../protocol/answer.ts';
import { parseJson } from '../../protocol/json.ts';
import { type FetchPorts, fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Client } from './handle.ts';

/** What asking a token endpoint takes. */
export type TokenEndpointPorts = FetchPorts & Pick<Ports, 'secret'>;

/**
 * Asks for tokens for a code that never was: what a token endpoint answers to that tells what keeps it from giving out any, and in words,
 * where a page is all that people get. A client that is well gets `invalid_grant`.
 * @param endpoint the OP's token endpoint.
 * @throws {StepError} as `fetchText`.
 * @see RFC 6749, section 5.2
 */
export function askTokenEndpoint(
  endpoint: string,
  { id, redirectUri }: Pick<Client, 'id' | 'redirectUri'>,
  ports: TokenEndpointPorts,
): Promise<HttpResponse> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: id,
    redirect_uri: redirectUri,
    code: ports.secret(),
    code_verifier: ports.secret(),
  });
  const init: RequestInit = { method: 'POST', body, credentials: 'omit', redirect: 'manual' };
  return fetchText(endpoint, init, { limitMs: LIMITS.request, step: 'token' }, ports);
}

/**
 * What keeps a token endpoint from giving out tokens, as far as it says so.
 * @returns null where it would for a code that is good, or says nothing that may be read.
 */
export async function tokenTrouble(
  endpoint: string,
  client: Pick<Client, 'id' | 'redirectUri'>,
  ports: TokenEndpointPorts & Pick<Ports, 'addresses'>,
): Promise<Failure | null> {
  try {
    const answer = await askTokenEndpoint(endpoint, client, ports);
    const instead = insteadOfJson(answer, 'token');
    const said = Object(parseJson(answer.body)) as TokenError;
    if (instead || !said.error || said.error === 'invalid_grant') return instead;
    return readTokenError(said, client.id, ports.addresses.webOrigin);
  } catch (error) {
    return error instanceof TypeError ? null : failureOf(error);
  }
}
