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
