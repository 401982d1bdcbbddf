import { StepError } from '../errors/step-error.ts';
import { isAllowedIssuer, isLoopbackHost, isRealHost } from '../protocol/issuer.ts';

const WELL_KNOWN = '/.well-known/openid-configuration';

/**
 * Finds the issuer in whatever address of a realm a person pastes: the issuer itself, its discovery document, or any
 * page below `/realms/NAME/`, with or without a path prefix such as `/auth`. Pure: it does not ask the server.
 * An address without a scheme is taken as https, on loopback as http.
 * @returns the issuer identifier, without a trailing slash.
 * @throws {StepError} `address-invalid` for what is no web address; `address-insecure` for http beyond loopback.
 * @see Keycloak Server Administration Guide, OpenID Connect endpoints
 */
export function issuerFromAddress(address: string): string {
  const url = parseAddress(address.trim());
  if (!url || !/^https?:$/.test(url.protocol) || !isRealHost(url.hostname))
    throw new StepError('address-invalid', [address.trim().slice(0, 200)]);
  const issuer = url.origin + issuerPath(url.pathname);
  if (!isAllowedIssuer(issuer)) throw new StepError('address-insecure', [url.origin]);
  return issuer;
}

/**
 * The issuer of the realm that a page belongs to, by the page's path alone. Pure: it does not ask the server.
 * @param address any text.
 * @returns null for what is no page of a realm.
 */
export function issuerOfPage(address: string): string | null {
  const url = URL.parse(address);
  const path = url && /^https?:$/.test(url.protocol) && realmPath(url.pathname);
  return path ? url.origin + path : null;
}

/** Whether an address is the one at which a Keycloak is asked to sign somebody in, by its path alone. */
export function isAuthorizationEndpoint(address: string): boolean {
  const issuer = issuerOfPage(address);
  const url = issuer && new URL(address);
  return url ? url.origin + url.pathname === `${issuer}/protocol/openid-connect/auth` : false;
}

function parseAddress(text: string): URL | null {
  // The name of a realm may have spaces, and stands there as people read it.
  if (!text || /\s/.test(text.split('/realms/')[0] ?? '')) return null;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return URL.parse(text);
  const asHttps = URL.parse(`https://${text}`);
  return asHttps && isLoopbackHost(asHttps.hostname) ? URL.parse(`http://${text}`) : asHttps;
}

function issuerPath(pathname: string): string {
  const realm = realmPath(pathname);
  if (realm) return realm;
  const path = pathname.endsWith(WELL_KNOWN) ? pathname.slice(0, -WELL_KNOWN.length) : pathname;
  return path.replace(/\/+$/, '');
}

function realmPath(pathname: string): string | undefined {
  return /^(.*?\/realms\/[^/]+)(\/|$)/.exec(pathname)?.[1];
}
