import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Addresses, Ports } from '../kernel/ports.ts';
import { discover } from './discover.ts';

/** A client through which a realm is asked, and where its answers come back. */
export type Client = {
  /** Registered by an admin for this extension. */
  kind: 'registered';
  id: string;
  redirectUri: string;
  /** Where an end-session request without a tab leads: it is only read, never requested. */
  postLogoutUri: string;
  /** Where an end-session request in a tab leads: a page of ours. */
  postLogoutTabUri: string;
};

/** What a realm's flows need to know of its OP: data only. `clients` stand in the order of choice, at least one. */
export type OpHandle = { realm: Realm; metadata: Discovery; clients: [Client, ...Client[]] };

/**
 * Makes a realm's handle.
 * @throws {StepError} what discovery throws.
 */
export async function openOp(
  realm: Realm,
  ports: Pick<Ports, 'addresses' | 'clock' | 'fetch' | 'session'>,
): Promise<OpHandle> {
  const metadata = await discover(realm.issuer, ports);
  return { realm, metadata, clients: [registeredClient(realm, ports.addresses)] };
}

/** The client that an admin has registered for this extension. */
function registeredClient(
  { clientId }: Realm,
  { redirectUri, postLogoutUri, postLogoutTabUri }: Addresses,
): Client {
  return { kind: 'registered', id: clientId, redirectUri, postLogoutUri, postLogoutTabUri };
}
