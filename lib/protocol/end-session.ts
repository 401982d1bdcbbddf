import { StepError } from '../errors/step-error.ts';

/**
 * What the OP is asked for. Without a hint it asks the person; without a redirect URI it stays on its own page. A `state` comes back with
 * the answer, in its address.
 */
export type EndSessionRequest = {
  clientId: string;
  idTokenHint?: string;
  redirect?: { uri: string; state?: string };
};

/** A GET address longer than this may be refused on its way; the same fields by POST are not. In characters. */
export const LONGEST_ADDRESS = 6_000;

/**
 * The fields by which the OP is asked to end its SSO session.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export function endSessionFields({
  clientId,
  idTokenHint,
  redirect,
}: EndSessionRequest): Record<string, string> {
  return {
    client_id: clientId,
    ...(idTokenHint && { id_token_hint: idTokenHint }),
    ...(redirect && { post_logout_redirect_uri: redirect.uri }),
    ...(redirect?.state && { state: redirect.state }),
  };
}

/**
 * Builds the address that asks the OP to end its SSO session. Pure: it does not navigate.
 * With a hint the address carries the id_token, so it is never shown, logged or stored, and stands in no tab.
 * @param endpoint absolute end-session endpoint from discovery; a query it carries is kept.
 * @throws {StepError} `no-sign-out-endpoint` where `endpoint` is no address.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export function endSessionUrl(endpoint: string, request: EndSessionRequest): string {
  const url = URL.parse(endpoint);
  if (!url) throw new StepError('no-sign-out-endpoint', [endpoint]);
  for (const [name, value] of Object.entries(endSessionFields(request))) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Exactly the address to which the OP leads back: its `state` behind it, and nothing else.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 3
 */
export function backAddress(uri: string, state: string): string {
  return `${uri}?${new URLSearchParams({ state })}`;
}
