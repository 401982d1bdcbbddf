import { isAllowedIssuer, isLoopbackHost, isRealHost } from '../protocol/issuer.ts';
import { jwtPayload } from '../protocol/jwt.ts';
import { IDENTITY_COOKIES } from './session-mark.ts';

/** Where a realm's cookie stands. A cookie knows no port, and its scheme only as far as it is kept from plain http. */
export type RealmCookie = { host: string; path: string };

/** A realm's cookie as one text: its host and path. */
export function placeOf({ host, path }: RealmCookie): string {
  return host + path;
}

/** A cookie as a browser tells of it, without its value. */
type Shown = { name: string; domain: string; path: string; hostOnly: boolean };

/**
 * The realm that a cookie may be of. Any page can plant one that looks like it, so this is a hint and no more.
 * @returns null for what Keycloak would not have set: for more than its own host, or elsewhere than at a realm's own path.
 */
export function realmOfCookie({ name, domain, path, hostOnly }: Shown): RealmCookie | null {
  if (!IDENTITY_COOKIES.includes(name) || !hostOnly || !isRealHost(domain)) return null;
  const at = path.replace(/\/$/, '');
  // What the address parser would write in another way is no path that a server has named: `..` above all.
  const isPlain = URL.parse(`https://${domain}${at}`)?.pathname === at;
  return isPlain && /^(\/[^/]+)*\/realms\/[^/]+$/.test(at) ? { host: domain, path: at } : null;
}

/**
 * The issuers that a realm's cookie may belong to, likely ones first: where a tab of that host stands, then the usual ports.
 * @param tabOrigins origins of open tabs, of whatever host.
 */
export function issuersOfCookie({ host, path }: RealmCookie, tabOrigins: readonly string[]): string[] {
  const ofTabs = tabOrigins.filter((origin) => URL.parse(origin)?.hostname === host);
  const usual = [`https://${host}`, `https://${host}:8443`];
  const local = isLoopbackHost(host) ? [`http://${host}:8080`] : [];
  return [...new Set([...ofTabs, ...usual, ...local])].map((origin) => origin + path).filter(isAllowedIssuer);
}

/**
 * The issuer that an identity cookie names itself, which has the port. Nothing else of its payload is read.
 * @param value the cookie's, in quotes or not: they touch the ends of a JWT, which are not read.
 * @returns null where it names none of this very host and path.
 */
export function issuerInCookie(value: string, { host, path }: RealmCookie): string | null {
  const iss = jwtPayload(value)?.iss;
  const url = typeof iss === 'string' ? URL.parse(iss) : null;
  const isOwn = url?.hostname === host && url.pathname === path;
  return isOwn && isAllowedIssuer(url.href) ? url.href : null;
}
