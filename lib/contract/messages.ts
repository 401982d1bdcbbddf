import type { Failure } from '../errors/failure.ts';
import type { Finding } from '../keycloak/diagnose-answers.ts';
import type { Diagnosis } from '../keycloak/diagnosis.ts';
import type { NamedApp } from '../settings/app-list.ts';
import type { RefusedEntry } from '../settings/entries.ts';
import type { Policy } from '../settings/policy.ts';
import type { Realm, Settings } from '../settings/schema.ts';
import type { BesideVerdict } from '../verdict/beside.ts';
import type { Verdict } from '../verdict/judge.ts';
import type { Activity } from './activity.ts';
import type { CountdownAnswer } from './countdown.ts';
import type { SetUp } from './set-up.ts';
import type { AppAlone, RealmStatus, Run } from './status.ts';

/** A step's outcome as one value: what it gives, or why it failed. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** What a page of ours is to send on: where to, how, and which fields. A tab is led there without a hint in its address. */
export type FormToSend = { action: string; method: 'get' | 'post'; fields: Record<string, string> };

type MessageMap = Record<string, { in: unknown; out: unknown }>;

/** Every message that a page may send to the background, with what it carries and what comes back. */
export type Messages = {
  /** The popup was opened: ask every realm who is signed in. Answers when all have been asked. */
  check: { in: Record<string, never>; out: null };
  /** Asked by a page while something works: takes up what an earlier instance of the worker left. */
  awake: { in: Record<string, never>; out: null };
  /** Opens the sign-in window of one realm. Answers when signed in, or with why not. */
  'sign-in': { in: { realmId: string }; out: null };
  /**
   * Signs out of some realms, or of all; the run's progress is seen by watching. Answers as soon as the run is stored; null where all of
   * it is under way already.
   */
  'sign-out': { in: { realmIds?: string[] | undefined }; out: { runId: string | null } };
  /**
   * Signs out of realms once more, which clears these apps of theirs, and from now on at every sign-out, where the realm is the person's
   * own and the window is not private.
   */
  'sign-out-apps': { in: { apps: NamedApp[] }; out: { runId: string | null } };
  /** Whether a sign-out of this realm clears an app of it; nobody's choice in a private window. */
  'set-app': { in: NamedApp & { on: boolean }; out: null };
  /** The signed-out page was opened with this query. `runId` is null where no sign-out waits for its `state`, or for its tab. */
  arrived: { in: { search: string }; out: { runId: string | null } };
  /** A page of ours that was opened to send a form on asks for it, once. */
  'take-form': { in: { key: string }; out: FormToSend | null };
  /** Brings the tab that waits for a person to the front. */
  'show-tab': { in: { realmId: string }; out: null };
  /** Looks for realms by their cookies, without sending any. Answers when all that is new has been looked at. */
  find: { in: Record<string, never>; out: null };
  /** The realm whose page stands in the tab that the person looks at, by its address alone; null where it is none. */
  'realm-of-tab': { in: Record<string, never>; out: { issuer: string; label: string } | null };
  /**
   * Adds the realm whose page stands in the tab that the person looks at, as long as it is still the one that was offered; in a private
   * window it is shown as one that was found.
   */
  'add-realm-of-tab': { in: { issuer: string }; out: Realm };
  /** A test of a realm asks what its latest session's token says of its set-up; null where there is none. */
  'test-session': { in: { realmId: string }; out: Finding | null };
  /** What a person says to a countdown: not now; sign out now; or, after input, that it is them. */
  'answer-countdown': { in: { answer: CountdownAnswer }; out: null };
  /** Whether a sign-out of this realm ends the person's sessions on other devices too. */
  'set-other-devices': { in: { realmId: string; on: boolean }; out: null };
  /**
   * Signs out of one app of a realm alone, for this once; what comes of it is seen by watching. Answers as soon as it is stored.
   * `key` is the app's in the realm's status; `discards`: unsaved input in its tabs is lost.
   */
  'sign-out-app': { in: { realmId: string; key: string; discards: boolean }; out: null };
  /** Reloads or closes the tabs of an app that were kept open for their unsaved input, which is lost. */
  'finish-app': { in: { realmId: string; origin: string }; out: null };
};

/** The name of a message. */
export type MessageKind = keyof Messages;

/**
 * What the person has allowed: match patterns of hosts, whether apps may be cleared where their host is allowed, and whether it is all
 * sites.
 */
export type Allowed = { hosts: string[]; clearing: boolean; everywhere: boolean };

/**
 * All that a page shows: settings, each realm's status by realm id, and the runs still kept, newest first. `V` is as much of their
 * verdicts as it shows.
 */
export type View<V = BesideVerdict> = {
  settings: Settings;
  /** The ids of those realms in them that nobody has named: they were found by their cookie. */
  found: string[];
  /** The person's own document, which is what an export holds. */
  own: Settings;
  /** What of it could not be read, and is kept aside. */
  refused: RefusedEntry[];
  policy: Policy;
  statuses: Record<string, RealmStatus>;
  runs: Run<V>[];
  /** Apps that were signed out of alone, a moment ago. */
  alone: AppAlone[];
  /** Tests of realms, by realm id. */
  tests: Record<string, Diagnosis>;
};

/** What the options page shows beside it. */
export type OptionsView = View & { allowed: Allowed };

/** The acts that a question of the browser may stand before. */
type LaterKind = 'check' | 'find' | 'sign-out' | 'sign-out-app' | 'sign-out-apps' | 'add-realm-of-tab';

/**
 * What is wanted once the person has allowed something. A browser may close the popup under its question, so it is kept before, and the
 * worker does it where the page that asked is gone.
 */
export type Later = { [K in LaterKind]: { kind: K; payload: Messages[K]['in'] } }[LaterKind];

/** What a page is given to work with; it sees nothing else of the browser. */
export type Backend<V = BesideVerdict> = {
  /** The browser's way to an OP reaches only tabs outside containers, and the popup says so. */
  outsideContainersOnly: boolean;
  /** The worker has opened the page because it has looked for realms, which this page was closed over. */
  looked: boolean;
  /** Calls back at once with what is known and again after every change, until the returned function is called. */
  watch(onView: (view: View<V>) => void): () => void;
  /**
   * Asks the person for the hosts of OPs although the browser lets the extension talk to them already: with them a session
   * ends without a tab, apps with front-channel logout are really told, and identity providers can be asked. Call it in the very
   * handler of a click.
   * @param addresses of OPs.
   * @param later what the page does once it has them.
   * @returns whether it has them now.
   */
  requestHosts(addresses: string[], later?: Later): Promise<boolean>;
  /**
   * Asks the person for all sites, so that realms are found that nobody has named. Call it in the very handler of a click.
   * @param later what the page does once they are allowed.
   * @returns whether they are allowed now.
   */
  requestEverywhere(later: Later): Promise<boolean>;
  /**
   * Asks the person for what clearing apps takes: their hosts, cookies, site data, and scripts in their tabs. Call it in
   * the very handler of a click.
   * @param origins exact origins.
   * @param later what the page does once it is allowed.
   * @returns those of them that the person has allowed by now: one answer of the browser's is for all that were asked for at once.
   */
  requestApps(origins: string[], later?: Later): Promise<string[]>;
  /** This is a private window: nothing of it is kept on disk. */
  isPrivate: boolean;
  send: Send<Messages>;
};

/** What the page on which a sign-out ends is given to work with: it shows all that a verdict says. */
export type ResultBackend = Backend<Verdict>;

/** Has one of several acts done. */
export type Send<M extends MessageMap> = <K extends keyof M>(
  kind: K,
  payload: M[K]['in'],
) => Promise<Result<M[K]['out']>>;

/** What the options page is given to work with. */
export type OptionsBackend = Backend & {
  /**
   * Asks the person for what the browser wants before the extension may talk to the OP at this address. Call it in the
   * very handler of a click.
   * @returns whether it may now.
   */
  requestAccess(address: string): Promise<boolean>;
  setUp: Send<SetUp>;
  /** Calls back soon with what is allowed and again after every change, until the returned function is called. */
  watchAllowed(onAllowed: (allowed: Allowed) => void): () => void;
  /** Calls back soon with what is kept of sign-ins and sign-outs, newest first, and again after every change. */
  watchActivity(onActivity: (all: Activity[]) => void): () => void;
  /** Gives all sites back; hosts that were allowed by name stay. */
  leaveEverywhere(): Promise<void>;
  /** The page was opened by the installation. */
  isWelcome: boolean;
  /** Whether the extension’s button is in sight in the toolbar; true also where the browser does not tell. */
  isPinned(): Promise<boolean>;
};
