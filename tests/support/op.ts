import type { SignOutClient } from './addresses.ts';
import { startEmbeddedOp } from './embedded-op.ts';
import type { Variant } from './embedded-variants.ts';
import { connectKeycloak, type KeycloakAddress } from './keycloak.ts';
import type { OtherApp } from './other-app.ts';
import type { Relay } from './relay.ts';

/** A value that only a client and the OP are to know. */
export type Secret = { kind: string; value: string; clientId: string };

/** What a test may want different from a realm in which all is well. */
export type RealmOptions = {
  /** The realm's display name; its name where not given. */
  label?: string;
  client?: Partial<SignOutClient>;
  /** Keycloak only: nothing is registered for the extension. */
  bare?: boolean;
  /** Keycloak only: the realm was imported without the client of its account console. */
  lacksConsole?: boolean;
  /** The host name in the realm's addresses, one that reaches loopback; `127.0.0.1` where not given. */
  host?: string;
  /** Keycloak only: the loopback port of a proxy that stands before it, for what only that would answer. */
  behind?: number;
  /** Embedded OP only: is told of each token, code, verifier, `state` and hint of a client that came by. */
  witness?: (secret: Secret) => void;
  /** Embedded OP only: what its account API answers, whatever is asked. */
  account?: { status: number; type: string; body: string } | 'silent';
  /**
   * Embedded OP only: its account API names these apps as all that the session holds. With `end` it ends one of them alone, as Keycloak
   * does from 26.8 on, and tells the app of it, as by back-channel logout; older ones know no such address.
   * @see https://github.com/keycloak/keycloak/pull/47922
   */
  apps?: {
    clients: { clientId: string; clientName: string; effectiveUrl: string }[];
    end?: (clientId: string) => void;
  };
  /**
   * Embedded OP only: how its answers say whose they are, where not by the parameter `iss`, as those of Keycloak before 23 do not: in a JWT
   * where that is asked for, or not at all.
   */
  names?: 'jwt' | 'no';
  /** Embedded OP only: a sign-out always asks the person, as this library does by itself. */
  asks?: boolean;
  /** Embedded OP only: what it does that no Keycloak does. */
  variant?: Variant;
  /** Embedded OP only: how long an access token lives, seconds; 300 where not given. */
  accessTokenSeconds?: number;
  /** Keycloak only: the other app has a front-channel logout address, so that ending a session shows a page. */
  frontChannel?: boolean;
};

/** A realm with the user alice, the extension's client, and one ordinary app beside it. */
export type TestRealm = {
  name: string;
  label: string;
  issuer: string;
  /** The realm's way to the server: every address of the realm goes through it, the admin's questions do not. */
  relay: Relay;
  otherApp: OtherApp;
  /** How many SSO sessions alice has, asked of the server. */
  liveSessions(): Promise<number>;
  endSessionsAsAdmin(): Promise<void>;
};

/** An OpenID provider with Keycloak's addresses, the real one or the embedded one. */
export type Op = {
  kind: 'keycloak' | 'embedded';
  /** Adds a realm; one of the same name is replaced. */
  addRealm(name: string, options?: RealmOptions): Promise<TestRealm>;
  /** Closes what this process holds of it: relays, other apps, and the embedded server. */
  stop(): Promise<void>;
};

/** Where the tests' OP is: a Keycloak that runs already, or none, for one embedded in the asking process. */
export type OpAddress = { kind: 'keycloak'; keycloak: KeycloakAddress } | { kind: 'embedded' };

/** Opens the OP at an address. */
export function openOp(address: OpAddress): Promise<Op> {
  return address.kind === 'keycloak' ? connectKeycloak(address.keycloak) : startEmbeddedOp();
}
