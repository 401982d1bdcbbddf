import type { Discovery } from '../protocol/discovery.ts';

/**
 * Whether an OP is a Keycloak, by the address of its keys. Of another OP nobody expects that it names a session's apps, or that it leads
 * back where nobody is signed in.
 * @see https://www.keycloak.org/securing-apps/oidc-layers#_certificate_endpoint
 */
export function isKeycloak({ iss, jwks_uri: keys }: Pick<Discovery, 'iss' | 'jwks_uri'>): boolean {
  return keys === `${iss}/protocol/openid-connect/certs`;
}
