import type { PageContents } from './end-page.ts';
import { isAuthorizationEndpoint, issuerOfPage } from './realm-address.ts';

/**
 * Where a Keycloak shows the sign-in form once more that it has answered a request with, as when a person reloads it: at an address that
 * names it by its client and by Keycloak's own number for it, with nothing of the request in it.
 * @param address of the request that was answered.
 * @returns null for any other page. The form's own address would do for a moment only, and in Keycloak 26 it has the request's `state` in it.
 * @see https://www.keycloak.org/docs-api/latest/javadocs/org/keycloak/services/resources/LoginActionsService.html
 */
export function signInPageAddress({ forms }: Pick<PageContents, 'forms'>, address: string): string | null {
  const issuer = isAuthorizationEndpoint(address) && issuerOfPage(address);
  if (!issuer) return null;
  const page = `${issuer}/login-actions/authenticate`;
  const own = forms
    .map(({ action }) => URL.parse(action, address))
    .find((url) => url?.href.startsWith(`${page}?`));
  const [client, tab] = [own?.searchParams.get('client_id'), own?.searchParams.get('tab_id')];
  return client && tab ? `${page}?${new URLSearchParams({ client_id: client, tab_id: tab })}` : null;
}
