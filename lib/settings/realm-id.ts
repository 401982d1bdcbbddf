import { isOfPolicy } from './policy-id.ts';
import type { Realm } from './schema.ts';

/** As this extension makes one: 256 random bits as base64url. */
const RANDOM_ID = /^[\w-]{43}$/;

/** The ids that are made of a realm's issuer begin with this. */
const ISSUER_ID = 'issuer:';

/** Whether a realm has a random id of our own kind: no name of an object's own, none of a policy's realm, none of an issuer. */
export function hasOwnKindOfId({ id }: Realm): boolean {
  return RANDOM_ID.test(id);
}

/** An id for a realm whose own cannot stay. Its issuer makes it, so that it never goes over to another one. */
export function idOfIssuer(issuer: string): string {
  return ISSUER_ID + issuer;
}

/**
 * Gives a stored realm another id where it cannot keep its own: one before it has the same, it is that of a policy's realm, or made of an
 * issuer, whose own it has to be. All others stay, as a realm's session is kept under its id.
 */
export function withFreeId(realm: Realm, before: Realm[]): Realm {
  const isTaken = before.some(({ id }) => id === realm.id);
  const isAnothers = isOfPolicy(realm) || realm.id.startsWith(ISSUER_ID);
  return isTaken || isAnothers ? { ...realm, id: idOfIssuer(realm.issuer) } : realm;
}
