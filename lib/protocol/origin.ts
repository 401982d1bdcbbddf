/**
 * The origin of an address: scheme, host and port.
 * @throws {TypeError} where it is no address.
 * @see https://url.spec.whatwg.org/#origin
 */
export function originOf(address: string): string {
  return new URL(address).origin;
}
