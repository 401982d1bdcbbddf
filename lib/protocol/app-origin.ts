import { isAllowedIssuer } from './issuer.ts';

/**
 * Whether a text is the exact origin of an app that can be cleared: https, or http on loopback, nothing after the host.
 * @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
export function isAppOrigin(value: string): boolean {
  return appOriginOf(value) === value;
}

/**
 * The origin of an app's address.
 * @param address any text.
 * @returns null where it is no address of an app that can be cleared.
 */
export function appOriginOf(address: string): string | null {
  const url = URL.parse(address);
  return url && isAllowedIssuer(url.origin) ? url.origin : null;
}

/** Where an address is, without its query and fragment, which differ from one request to the next. */
export function withoutQuery({ origin, pathname }: URL): string {
  return origin + pathname;
}

/**
 * The addresses of the parent domains whose cookies a host may receive, the nearest first; none for an IP address.
 * @param origin of an app.
 * @see RFC 6265, section 5.1.3
 */
export function parentAddresses(origin: string): string[] {
  const { protocol, hostname } = new URL(origin);
  if (/^[\d.]+$|\[/.test(hostname)) return [];
  const labels = hostname.split('.');
  const parents = labels.slice(1, -1).map((_, at) => labels.slice(at + 1).join('.'));
  return parents.filter((parent) => !isPublicSuffix(parent)).map((parent) => `${protocol}//${parent}`);
}

/** The second levels under which countries give out names. */
const SECOND_LEVELS = /^(ac|co|com|edu|go|gob|gouv|gov|mil|ne|net|nom|or|org)\.[a-z]{2}$/;

/**
 * Nobody can set a cookie for such a domain, as for `co.uk`. A guess by name, which spares a question; a short name of a company,
 * as in `bbc.nl`, is none.
 * @see https://publicsuffix.org/list/
 */
function isPublicSuffix(domain: string): boolean {
  return SECOND_LEVELS.test(domain);
}
