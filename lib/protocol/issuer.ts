/**
 * Tells whether an issuer identifier may be used: https anywhere, http on loopback only, no query, no fragment,
 * no credentials.
 * @param value any text.
 * @see OpenID Connect Discovery 1.0, section 3 (`issuer`); W3C Secure Contexts, section 3.1 (loopback)
 */
export function isAllowedIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (!url || url.search || url.hash || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
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
