/** The public client that every realm has for its own account console. Nothing has to be registered to ask through it. */
export const BUILT_IN_CLIENT_ID = 'account-console';

/**
 * The older client of the account, which a realm has that was imported without the other. Its question is asked and nothing else: who
 * left the console out did not want tokens taken in its place.
 */
export const ACCOUNT_CLIENT_ID = 'account';

/**
 * Where answers through it lead. Keycloak takes it as redirect URI and as post-logout URI (18.0.2 to 26.7.5), and an admin finds it in
 * the events. It is only read as a hop, never requested: the account console there would sign in again.
 * @param issuer a realm's.
 */
export function builtInAddress(issuer: string): string {
  return `${issuer}/account/full-signout`;
}
