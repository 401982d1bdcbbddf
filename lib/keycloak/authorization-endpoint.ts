/**
 * Where Keycloak's realm takes authorization requests.
 * @param issuer the realm's, without a slash at its end.
 * @see Keycloak, Securing applications, "OpenID Connect", "Authorization endpoint"
 */
export function authorizationEndpoint(issuer: string): string {
  return `${issuer}/protocol/openid-connect/auth`;
}

/**
 * The post-logout redirect URI by which Keycloak may end a session and say who is signed in, in one request. What follows the
 * path differs from request to request, so it is registered as a pattern.
 * @returns null for an issuer that is not named as Keycloak names its realms.
 * @see Keycloak Server Administration Guide, "Valid post logout redirect URIs"
 */
export function askAfterEndPattern(issuer: string): string | null {
  return /\/realms\/[^/]+$/.test(issuer) ? `${authorizationEndpoint(issuer)}*` : null;
}
