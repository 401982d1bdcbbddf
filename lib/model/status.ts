import type { Failure } from './failure.ts';

/** What a realm's row in the popup says at a glance; also its `data-state`. */
export type RealmState = 'unknown' | 'signed-out' | 'signed-in' | 'working' | 'failed';

/** How a sign-out of one realm ended; also `data-result` on the signed-out page. */
export type SignOutResult = 'verified' | 'already-signed-out' | 'unverified' | 'failed';

/** What a working realm is doing, each with words of its own (`step.NAME` in the locales). */
export type Step =
  | 'adopting'
  | 'signing-in'
  | 'ending'
  | 'ending-in-tab'
  | 'waiting-for-person'
  | 'verifying';

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
  /** The last sign-out's end, kept until the next act. */
  result?: SignOutResult;
  /** How long the last sign-out took, milliseconds. */
  tookMs?: number;
  failure?: Failure;
  /** The sign-out that this status belongs to. */
  runId?: string;
  /** The worker instance that is at work; a row of another instance was interrupted. */
  worker?: string;
};

/** One realm's place in a sign-out, kept after the realm's own status has moved on. */
export type RunRow = {
  realmId: string;
  issuer: string;
  label: string;
  step?: Step;
  result?: SignOutResult;
  tookMs?: number;
  failure?: Failure;
  /** The tab that a person has to finish in, or that runs the OP's own page. */
  tabId?: number;
  worker?: string;
};

/** One click on a sign-out button: what was asked, and each realm's row in the order of the settings. */
export type Run = {
  id: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  rows: RunRow[];
};
