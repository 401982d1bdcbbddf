/**
 * Whether a parameter stands more than once: then whoever reads the first takes another answer than whoever reads the last, and it is nobody's.
 * @see RFC 6749, section 3.1
 */
export function isDoubled(parameters: URLSearchParams): boolean {
  return new Set(parameters.keys()).size < parameters.size;
}
