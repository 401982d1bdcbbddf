import { askAfterEndPattern } from '../../keycloak/authorization-endpoint.ts';
import type { OwnAddresses } from '../../keycloak/client-representation.ts';
import type { Addresses } from '../kernel/ports.ts';

/**
 * What an admin registers for this very installation; an address that serves twice in one field stands once.
 * @param issuer of the realm in which to register; null where none is known yet, which leaves out what is the realm's own.
 */
export function ownAddresses(addresses: Addresses, issuer: string | null): OwnAddresses {
  const { redirectUri, fetchedUri, postLogoutUri, postLogoutTabUri, webOrigin } = addresses;
  const redirectUris = fetchedUri ? [redirectUri, fetchedUri] : [redirectUri];
  const realmsOwn = issuer === null ? null : askAfterEndPattern(issuer);
  const postLogoutUris = new Set([postLogoutUri, postLogoutTabUri, ...(realmsOwn ? [realmsOwn] : [])]);
  return { redirectUris, postLogoutUris: [...postLogoutUris], webOrigin };
}
