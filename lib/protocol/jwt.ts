import { isRecord, parseJson } from './json.ts';

/**
 * What a JWT claims. Nothing of it is verified.
 * @returns null where the text is no JWT.
 * @see RFC 7519, section 3
 */
export function jwtPayload(token: string): Record<string, unknown> | null {
  return partOf(token, 1);
}

/**
 * Whether a JWT says that it is signed, and has a signature. It is not verified.
 * @see RFC 8725, section 3.2 (`alg` of `none`)
 */
export function isSigned(token: string): boolean {
  const alg = partOf(token, 0)?.alg;
  return typeof alg === 'string' && alg.toLowerCase() !== 'none' && Boolean(token.split('.')[2]);
}

function partOf(token: string, at: 0 | 1): Record<string, unknown> | null {
  const part = token.split('.')[at] ?? '';
  try {
    const read = parseJson(atob(part.replaceAll('-', '+').replaceAll('_', '/')));
    return isRecord(read) ? read : null;
  } catch {
    return null;
  }
}
