import { isRecord, parseJson } from './json.ts';

/**
 * What a JWT claims. Nothing of it is verified.
 * @returns null where the text is no JWT.
 * @see RFC 7519, section 3
 */
export function jwtPayload(token: string): Record<string, unknown> | null {
  const [, payload = ''] = token.split('.');
  try {
    const read = parseJson(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return isRecord(read) ? read : null;
  } catch {
    return null;
  }
}
