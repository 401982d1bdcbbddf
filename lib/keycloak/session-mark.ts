/** Keycloak's cookie that tells of a session without being a credential; the second is its name for plain http up to 24. */
export const SESSION_MARKS = ['KEYCLOAK_SESSION', 'KEYCLOAK_SESSION_LEGACY'];

/**
 * Keycloak's cookie by which it knows the browser, set anew with each sign-in to an app; a credential, so its value is read for a digest
 * and the port in it alone. The second is its name for plain http up to 24.
 */
export const IDENTITY_COOKIES = ['KEYCLOAK_IDENTITY', 'KEYCLOAK_IDENTITY_LEGACY'];

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

/**
 * Whose a cookie is on a host where a Keycloak may stand, by its name and its path. `certain`: Keycloak's, of one of its realms, whether
 * that one is configured here or not. `likely`: below a realm's address, as its own pages set them. `perhaps`: by one sign alone, which
 * an app may give too.
 */
export function keycloakCookie({
  name,
  path,
}: {
  name: string;
  path: string;
}): 'certain' | 'likely' | 'perhaps' | 'no' {
  const isNamed = /^(KEYCLOAK_|AUTH_SESSION_ID|KC_)/.test(name);
  const isBelow = /\/realms\/[^/]+(\/|$)/.test(path);
  if (isBelow) return isNamed ? 'certain' : 'likely';
  return isNamed || /\/(realms|admin|resources)(\/|$)/.test(path) ? 'perhaps' : 'no';
}
