import type { OwnAddresses } from '../keycloak/client-representation.ts';
import type { Addresses } from './ports.ts';

/** What an admin registers for this very installation; a post-logout redirect URI that serves twice stands once. */
export function ownAddresses(addresses: Addresses): OwnAddresses {
  const { redirectUri, postLogoutUri, postLogoutTabUri, webOrigin } = addresses;
  return { redirectUri, postLogoutUris: [...new Set([postLogoutUri, postLogoutTabUri])], webOrigin };
}
