import { appOriginOf, withoutQuery } from '../protocol/app-origin.ts';
import { CLIENT_ID_LENGTH } from '../settings/schema.ts';
import { isAuthorizationEndpoint, issuerOfPage } from './realm-address.ts';

/** A sign-in to an app, as the app asks a realm for it. `redirectUri` is without a query. */
export type AppSignIn = { issuer: string; clientId: string; redirectUri: string };

/**
 * Reads the request with which an app sends a tab to a realm.
 * @param address of the page that the tab asks for.
 * @returns null for any other page, and where the request does not say plainly whose it is.
 * @see OpenID Connect Core 1.0, section 3.1.2.1
 */
export function readAppSignIn(address: string): AppSignIn | null {
  const issuer = issuerOfPage(address);
  if (!issuer || !isAuthorizationEndpoint(address)) return null;
  const { searchParams } = new URL(address);
  const [clientId, ...otherIds] = searchParams.getAll('client_id');
  const [redirectUri = '', ...otherUris] = searchParams.getAll('redirect_uri');
  const isPlain = otherIds.length + otherUris.length === 0 && appOriginOf(redirectUri) !== null;
  if (!clientId || clientId.length > CLIENT_ID_LENGTH || !isPlain) return null;
  return { issuer, clientId, redirectUri: withoutQuery(new URL(redirectUri)) };
}

/**
 * Whether a realm has led a tab back to the app with a sign-in. Before it has, the request proves nothing: any page may send a tab to a
 * realm with an address of its own, which the realm refuses, and lead it there itself.
 * @param from the page that leads the tab on.
 * @param to where the tab is led.
 */
export function hasComeBack(signIn: AppSignIn, from: string, to: string): boolean {
  const url = URL.parse(to);
  if (!url || !isBackAt(signIn, to) || issuerOfPage(from) !== signIn.issuer) return false;
  return [url.searchParams, new URLSearchParams(url.hash.slice(1))].some((answer) => answer.has('code'));
}

/**
 * Whether a realm leads a tab back by itself: no form was filled in, and the app did not only ask whether somebody is in already.
 * @param from the page that leads the tab on.
 * @see OpenID Connect Core 1.0, section 3.1.2.1, for `prompt`
 */
export function isByItself(from: string): boolean {
  const { pathname, searchParams } = new URL(from);
  return !pathname.endsWith('/login-actions/authenticate') && searchParams.get('prompt') !== 'none';
}

/** Whether an address is the one at which the app takes answers, whatever the answer is: a realm leads to none that it does not know. */
export function isBackAt({ redirectUri }: AppSignIn, to: string): boolean {
  const url = URL.parse(to);
  return url !== null && withoutQuery(url) === redirectUri;
}

/**
 * The realm that has its people sign in at another one: to that one it is an app, at an address of its own.
 * @returns its issuer; null for every other app.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_overview
 */
export function brokerIn(redirectUri: string): string | null {
  const issuer = issuerOfPage(redirectUri);
  return issuer && redirectUri.startsWith(`${issuer}/broker/`) ? issuer : null;
}
