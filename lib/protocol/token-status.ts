/**
 * What an answer tells of the session behind an access token. `expired`: it says nothing of the session any more. `void`: the server wants
 * nothing of the token itself, or of its client, whether the session lives or not.
 */
export type TokenStatus = 'accepted' | 'refused' | 'expired' | 'void' | 'unclear';

/** Why a server refuses a token whose session has gone, in Keycloak's words of each version. */
const SESSION_GONE = /user_session_not_found|user session not found/i;

/** What a server says only once it has found the session: it opens everything again as soon as the account is enabled. */
const SESSION_FOUND = /user[ _]disabled/i;

/**
 * What Keycloak says of the token itself, in the words of its versions: older ones are revoked, the key that signed it has gone, it has
 * expired by the server's clock alone, or its client is no more. Who wants another way of signing in than a token, as a proxy or a
 * gateway, knows no session either.
 * @see Keycloak source, UserInfoEndpoint
 */
const SESSION_UNTOLD =
  /stale token|token (verification failed|invalid:)|description="invalid_token"|client (disabled|not found)|^(?!bearer\b|$)/i;

/** Whether a refusal is one of the token alone, which says nothing of its session. */
export function isSessionUntold(challenge: string | null): boolean {
  return SESSION_UNTOLD.test(challenge ?? '');
}

/**
 * Reads the answer to a request with an access token as a statement on the session. A 401 counts as a refusal of the session only
 * where Keycloak names that reason, or where the same token was accepted before and has not expired since, and no other reason is named:
 * an expired token gets a 401 too, and one of somebody whom an admin has disabled.
 * @param answer the HTTP status, and the `WWW-Authenticate` header if it may be read.
 * @param token whether it was accepted before, and whether it had expired when it was sent.
 * @see RFC 6750, section 3.1; Keycloak answers `error_description="user_session_not_found"`
 */
export function readTokenStatus(
  { status, challenge }: { status: number; challenge: string | null },
  { wasGood, expired }: { wasGood: boolean; expired: boolean },
): TokenStatus {
  if (status === 200) return 'accepted';
  if (status !== 401) return 'unclear';
  if (challenge && SESSION_GONE.test(challenge)) return 'refused';
  if (challenge && SESSION_FOUND.test(challenge)) return 'accepted';
  if (expired) return 'expired';
  if (!wasGood) return 'unclear';
  return isSessionUntold(challenge) ? 'void' : 'refused';
}
