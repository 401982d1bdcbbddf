/** The match pattern of an address's host. Without the port: a permission with a port is accepted and never matches. */
export function hostPattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
