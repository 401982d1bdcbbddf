import type { OwnAddresses } from '../../keycloak/client-representation.ts';
import type { Addresses } from '../kernel/ports.ts';

/** What an admin registers for this very installation; an address that serves twice stands once. */
export function ownAddresses({
  redirectUri,
  postLogoutUri,
  postLogoutTabUri,
  webOrigin,
}: Addresses): OwnAddresses {
  const postLogoutUris = [...new Set([postLogoutUri, postLogoutTabUri])];
  return { redirectUris: [redirectUri], postLogoutUris, webOrigin };
}
