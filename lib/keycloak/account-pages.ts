/**
 * The account console's page of devices and sessions, where a person can end one by hand.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export function deviceActivityPage(issuer: string): string {
  return `${issuer}/account/account-security/device-activity`;
}

/**
 * The account console: whoever is not signed in is asked to, and comes back to it.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export function accountConsole(issuer: string): string {
  return `${issuer}/account/`;
}
