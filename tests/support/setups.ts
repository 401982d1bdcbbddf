import type { Cause } from '../../lib/keycloak/diagnosis.ts';
import { adminOf, type KeycloakAddress } from './keycloak.ts';
import type { Op, TestRealm } from './op.ts';
import { NETWORK, NETWORK_WELL, OTHER_SERVERS } from './setups/network.ts';
import { CLIENTS, REALMS, WELL } from './setups/realms.ts';
import { type ClientKind, type Setup, type SetupCase, setUp } from './setups/setup.ts';

export { BOTH, type ClientKind, type Setup, type SetupCase } from './setups/setup.ts';

/** Every wrong set-up that is tried, each by what alone is to be named. */
export const WRONG: readonly SetupCase[] = [...NETWORK, ...OTHER_SERVERS, ...REALMS, ...CLIENTS];

/** Every set-up in which nothing is wrong. */
export const RIGHT: readonly SetupCase[] = [...WELL, ...NETWORK_WELL];

/** Makes a set-up, through the admin API where Keycloak itself can be so, else beside it. */
export function makeSetup(
  one: SetupCase,
  op: Op,
  keycloak: KeycloakAddress,
  kind: ClientKind,
): Promise<Setup> {
  return setUp(one, { op, asAdmin: adminOf(keycloak), port: Number(new URL(keycloak.url).port) }, kind);
}

/** Makes a realm that is wrong in one way. */
export function setUpWrong(op: Op, keycloak: KeycloakAddress, cause: Cause): Promise<Setup> {
  const one = WRONG.find(({ name }) => name === cause);
  if (!one) throw new Error(`no set-up is wrong by ${cause}`);
  return makeSetup(one, op, keycloak, 'registered');
}

/** When the server last heard of each of alice's sessions, milliseconds since 1970. */
export function lastAccesses(realm: TestRealm, keycloak: KeycloakAddress): Promise<(number | undefined)[]> {
  return adminOf(keycloak)(async (admin) => {
    const [alice] = await admin.users.find({ realm: realm.name, username: 'alice' });
    const sessions = await admin.users.listSessions({ realm: realm.name, id: alice?.id ?? '' });
    return sessions.map(({ lastAccess }) => lastAccess);
  });
}
