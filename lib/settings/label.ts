/**
 * A first label for a realm: its name in the address, or the host where the address has none.
 * @param issuer an issuer identifier.
 */
export function labelFromIssuer(issuer: string): string {
  const url = new URL(issuer);
  const name = /\/realms\/([^/]+)/.exec(url.pathname)?.[1];
  return (name ? safeDecode(name) : url.hostname).slice(0, 80);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
