/** What a userinfo answer tells of the session behind the access token. */
export type TokenVerdict = 'alive' | 'dead' | 'unclear';

/**
 * Reads a userinfo answer as a statement on the session.
 * A 401 counts as dead only where the same token was accepted a moment ago, or where Keycloak names the reason:
 * a token that has merely expired gets a 401 too.
 * @param status the HTTP status.
 * @param challenge the `WWW-Authenticate` header, if it may be read.
 * @param wasAlive whether the same token was accepted just before.
 * @see RFC 6750, section 3.1; Keycloak answers `error_description="user_session_not_found"`
 */
export function tokenVerdict(status: number, challenge: string | null, wasAlive: boolean): TokenVerdict {
  if (status === 200) return 'alive';
  if (status !== 401) return 'unclear';
  return wasAlive || challenge?.includes('user_session_not_found') ? 'dead' : 'unclear';
}
