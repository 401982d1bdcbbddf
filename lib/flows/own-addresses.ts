import type { OwnAddresses } from '../keycloak/client-representation.ts';
import type { Addresses } from './ports.ts';

/** What an admin registers for this very installation; an address that serves twice in one field stands once. */
export function ownAddresses(addresses: Addresses): OwnAddresses {
  const { redirectUri, fetchedUri, postLogoutUri, postLogoutTabUri, webOrigin } = addresses;
  const redirectUris = fetchedUri ? [redirectUri, fetchedUri] : [redirectUri];
  return { redirectUris, postLogoutUris: [...new Set([postLogoutUri, postLogoutTabUri])], webOrigin };
}
