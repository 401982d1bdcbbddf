import type { Cause } from '../../../lib/keycloak/diagnosis.ts';
import type { Realm } from '../../../lib/settings/schema.ts';
import type { AsAdmin } from '../keycloak.ts';
import type { Op, RealmOptions, TestRealm } from '../op.ts';

/** By which client the extension asks: one that is registered for it, or the one that every realm has. */
export type ClientKind = 'registered' | 'built-in';

/** Both kinds. */
export const BOTH: readonly ClientKind[] = ['registered', 'built-in'];

/** What a set-up is made of: a realm in which all is well so far, the client to be asked through, and the server's admin. */
export type Making = {
  op: Op;
  asAdmin: AsAdmin;
  /** The loopback port of the server itself. */
  port: number;
  realm: TestRealm;
  clientId: string;
};

/** What is made of a realm. */
export type Made = {
  /** Where the extension is to ask; the realm's own issuer where not given. */
  issuer?: string;
  close?(): Promise<void>;
  /** What happens once a person's browser has met the realm, which then meets it again. */
  afterwards?(): Promise<void>;
};

/** A realm set up in one way, wrong or well. */
export type SetupCase = {
  name: string;
  /** What alone is to be named; null where nothing is wrong. */
  cause: Cause | null;
  kinds: readonly ClientKind[];
  /** Only a person's browser that has met the realm can tell. */
  meets?: true;
  options?: RealmOptions;
  make(making: Making): Promise<Made> | Promise<void>;
};

/** A set-up that stands. */
export type Setup = {
  issuer: string;
  realm: TestRealm;
  client: Realm['client'];
  meets: boolean;
  afterwards?(): Promise<void>;
  close(): Promise<void>;
};

let count = 0;

/** Makes a set-up on a running server. */
export async function setUp(
  { make, options, meets }: Pick<SetupCase, 'make' | 'options' | 'meets'>,
  { op, asAdmin, port }: Pick<Making, 'op' | 'asAdmin' | 'port'>,
  kind: ClientKind,
): Promise<Setup> {
  count += 1;
  const bare = kind === 'built-in' || options?.bare === true;
  const realm = await op.addRealm(`setup-${count}`, { ...options, bare });
  const clientId = bare ? 'account-console' : 'full-signout';
  const {
    issuer = realm.issuer,
    close,
    afterwards,
  } = (await make({ op, asAdmin, port, realm, clientId })) ?? {};
  return {
    issuer,
    realm,
    client: bare ? 'auto' : 'registered',
    meets: meets === true,
    ...(afterwards && { afterwards }),
    close: async () => close?.(),
  };
}
