import type { Failure } from '../errors/failure.ts';
import type { SessionDetails } from '../keycloak/account.ts';
import type { AloneVerdict } from '../verdict/alone.ts';
import type { AppRef, Asked } from '../verdict/facts.ts';
import type { RealmVerdict, Verdict } from '../verdict/judge.ts';

/** What a realm's row in the popup says at a glance; also its `data-state`. */
export type RealmState = 'unknown' | 'signed-out' | 'signed-in' | 'working' | 'failed';

/** What a working realm is doing, each with words of its own (`step.NAME` in the locales). */
export type Step =
  | 'adopting'
  | 'signing-in'
  | 'ending'
  | 'server-tells'
  | 'ending-in-tab'
  | 'waiting-for-person'
  | 'telling'
  | 'clearing'
  | 'verifying';

/**
 * An app of a realm as the popup names it: its client in the session, by whose id it is known, and its places. One that is only listed is
 * no client, and known by its origin; one of which nobody knows an address has no place with an origin. `isOffline`: it has offline access.
 */
export type AppOfRealm = {
  key: string;
  name: string;
  isClient: boolean;
  isOffline: boolean;
  places: AppRef[];
};

/**
 * What is known of one realm now. Holds no token: extension pages read it.
 * `checking` is true while the realm is asked who is signed in and the last known state still stands.
 */
export type RealmStatus = {
  state: RealmState;
  checking?: boolean;
  /** Set while `state` is `working`. */
  step?: Step;
  /** The signed-in person, set while `state` is `signed-in`, or `failed` with a session that may live on. */
  userName?: string;
  /** When the SSO session began, milliseconds since 1970. */
  since?: number;
  /** What the session holds, set while `state` is `signed-in` and the OP tells it. */
  details?: SessionDetails;
  /** The apps that the session names, and those that are cleared beside; set while `state` is `signed-in`. */
  apps?: AppOfRealm[];
  /** What the last sign-out came to, kept until the next act. */
  verdict?: RealmVerdict;
  /** How long the last sign-out took, milliseconds. */
  tookMs?: number;
  failure?: Failure;
  /** The sign-out that this status belongs to. */
  runId?: string;
  /** The worker instance that is at work; the work of another instance is begun again. */
  worker?: string;
};

/**
 * One realm's place in a sign-out, kept after the realm's own status has moved on. `V` is as much of its verdict as a page shows.
 */
export type RunRow<V = Verdict> = {
  realmId: string;
  issuer: string;
  label: string;
  /** What is being done; missing once the realm has its verdict. */
  step?: Step;
  /** What the facts come to so far; the last word once `step` is missing. */
  verdict: V;
  tookMs?: number;
};

/** One click on a sign-out button: what was asked, and each realm's row in the order of the settings. */
export type Run<V = Verdict> = {
  id: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  scope: Asked['scope'];
  rows: RunRow<V>[];
};

/** Signing out of one app alone, as the popup shows it; free of tokens. */
export type AppAlone = {
  realmId: string;
  app: AppOfRealm;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** What it came to; missing while it is at work. */
  verdict?: AloneVerdict;
};
