/**
 * Tells whether an issuer identifier may be used: https anywhere, http on loopback only, a real host, no query, no
 * fragment, no credentials.
 * @param value any text.
 * @see OpenID Connect Discovery 1.0, section 3 (`issuer`); W3C Secure Contexts, section 3.1 (loopback)
 */
export function isAllowedIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.search || url.hash || url.username || url.password || !isRealHost(url.hostname))
    return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}

/**
 * Tells whether two issuer identifiers are the same address, however a server spells it: capitals in the host, a port that goes without
 * saying, spaces in the path, a slash at the end.
 */
export function isSameIssuer(one: string, other: string): boolean {
  return plainIssuer(one) === plainIssuer(other);
}

/**
 * An issuer as it is kept and shown: a host of other letters than ASCII by its encoded name, so that it looks like no other, and without a
 * slash at the end. What is no address stays as it is.
 * @see RFC 5891, section 4.4; Unicode Technical Standard 39, section 4 (confusables)
 */
export function plainIssuer(issuer: string): string {
  return (URL.parse(issuer)?.href ?? issuer).replace(/\/?[?#]*$/, '');
}

/**
 * Tells whether a host is one that a server can have. A URL takes `*.example.com` for a host too, and the browser, asked for
 * its permission, would be asked for every site. Underscores are in no host name by the letter, and in real ones.
 * @param hostname as `URL.hostname` gives it: in lower case, international names encoded, IPv6 in brackets.
 * @see RFC 1123 section 2.1; https://developer.chrome.com/docs/extensions/develop/concepts/match-patterns
 */
export function isRealHost(hostname: string): boolean {
  return /^(\[[\da-f:.]+\]|[a-z\d_-]+(\.[a-z\d_-]+)*)$/.test(hostname);
}

/**
 * Tells whether a host name always means this machine.
 * @param hostname as `URL.hostname` gives it, IPv6 in brackets.
 * @see RFC 6761 section 6.3 (localhost), RFC 1122 section 3.2.1.3 (127/8), RFC 4291 section 2.5.3 (::1)
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
