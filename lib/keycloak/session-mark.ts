/** Keycloak's cookie that tells of a session without being a credential; the second is its name for plain http up to 24. */
export const SESSION_MARKS = ['KEYCLOAK_SESSION', 'KEYCLOAK_SESSION_LEGACY'];

/** A session's `sid` and its digests, base64url without padding. */
export type SidDigests = { sid: string; sha256: string; sha384: string };

/**
 * Holds the value of Keycloak's session cookie against a session that is known.
 * @param value as the browser gives it: `realm/user/sid` up to 24, the `sid`'s SHA-256 or, from 26.7 on, SHA-384.
 * @returns `unknown` for a value of another shape.
 * @see Keycloak source, AuthenticationManager.createLoginCookie
 */
export function readSessionMark(
  value: string,
  { sid, sha256, sha384 }: SidDigests,
): 'equal' | 'other' | 'unknown' {
  const plain = value.replace(/^"|"$/g, '');
  const parts = plain.split('/');
  if (parts.length === 3) return parts[2] === sid ? 'equal' : 'other';
  if (!/^[\w-]{43}$|^[\w-]{64}$/.test(plain)) return 'unknown';
  return plain === sha256 || plain === sha384 ? 'equal' : 'other';
}

/** Whether a cookie on a host where Keycloak stands is Keycloak's own, by its name or its path. */
export function isKeycloakCookie({ name, path }: { name: string; path: string }): boolean {
  return /^(KEYCLOAK_|AUTH_SESSION_ID|KC_)/.test(name) || /\/(realms|admin|resources)(\/|$)/.test(path);
}
