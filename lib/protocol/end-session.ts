import { StepError } from '../errors/step-error.ts';

/**
 * What the OP is asked for. Without a hint it asks the person; without a redirect URI it stays on its own page. The session at the
 * identity provider of the alias `past` is left alone.
 */
export type EndSessionRequest = {
  clientId: string;
  idTokenHint?: string;
  past?: string;
  redirect?: { uri: string; state: string };
};

/**
 * Builds the address that asks the OP to end its SSO session. Pure: it does not navigate.
 * The address carries the id_token, so it is never shown, logged or stored.
 * @param endpoint absolute end-session endpoint from discovery; a query it carries is kept.
 * @throws {StepError} `no-sign-out-endpoint` where `endpoint` is no address.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2; Keycloak's parameter `initiating_idp`
 */
export function endSessionUrl(endpoint: string, request: EndSessionRequest): string {
  const url = URL.parse(endpoint);
  if (!url) throw new StepError('no-sign-out-endpoint', [endpoint]);
  url.searchParams.set('client_id', request.clientId);
  if (request.idTokenHint) url.searchParams.set('id_token_hint', request.idTokenHint);
  if (request.past) url.searchParams.set('initiating_idp', request.past);
  if (request.redirect) {
    url.searchParams.set('post_logout_redirect_uri', request.redirect.uri);
    url.searchParams.set('state', request.redirect.state);
  }
  return url.href;
}

/**
 * Checks the address to which the OP sent the browser after ending the session.
 * @throws {StepError} `state-mismatch` where `state` is not exactly the one sent.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 3
 */
export function checkEndSessionResponse(address: string, state: string): void {
  if (new URL(address).searchParams.get('state') !== state) throw new StepError('state-mismatch');
}
