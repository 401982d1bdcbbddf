import type { Failure } from '../errors/failure.ts';
import type { Provider, SessionDetails } from '../keycloak/account.ts';

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
  | 'verifying'
  | 'clearing';

/**
 * What happened to an app at a sign-out: `in-session` was told by the OP as far as it tells its apps; `visited` its
 * front-channel logout address was opened, `not-reachable` could not be; `cleared` its data in this browser is gone,
 * `not-cleared` could not be removed, `not-allowed` may not be; its tabs were `reloaded` or `closed`; `kept-open` a tab
 * with unsaved input was left alone.
 */
export type AppMark =
  | 'in-session'
  | 'visited'
  | 'not-reachable'
  | 'cleared'
  | 'not-cleared'
  | 'not-allowed'
  | 'reloaded'
  | 'closed'
  | 'kept-open';

/** An app's part in a sign-out. */
export type AppResult = { name: string; origin?: string; marks: AppMark[] };

/**
 * Whether the person is signed in at an identity provider of the realm: no longer or not at all (`closed`), still (`open`).
 * `endPage` is the provider's own sign-out page, where it is known.
 */
export type ProviderResult = Provider & { state: 'closed' | 'open' | 'unknown'; endPage?: string };

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
  /** What happened to each app, as it happens. */
  apps?: AppResult[];
  /** How many of the person's sessions on other devices were ended. */
  devicesEnded?: number;
  providers?: ProviderResult[];
  /** How the SSO session ended, set while `step` is `clearing`. */
  ended?: { result: SignOutResult; failure?: Failure };
};

/** One click on a sign-out button: what was asked, and each realm's row in the order of the settings. */
export type Run = {
  id: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  rows: RunRow[];
};
