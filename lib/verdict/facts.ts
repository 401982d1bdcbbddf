import type { Failure } from '../errors/failure.ts';
import type { Provider } from '../keycloak/account.ts';

/**
 * When something was asked or done: milliseconds since 1970, made strictly increasing within a worker and across its stops, so
 * that of two facts one always came first. A question's moment is the one at which it was asked, not answered.
 */
export type At = number;

/** An SSO session by the OP's `sid`; what an OP without one gets instead is ours. */
export type Sid = string;

/** The key of a session that nobody could name: the one behind the browser's cookie. */
export const UNNAMED: Sid = '(browser)';

/** An app by its exact origin or, where the OP knows no address of it, by its client id. */
export type AppKey = string;

/** An app as a realm names it. `several`: more than one at the same origin, by all their names. */
export type AppRef = { key: AppKey; name: string; origin?: string; page?: string; several?: true };

/**
 * Where a request led, short of any meaning: to the address that was asked for (`leads`), to another one that nobody has
 * requested (`elsewhere`), to a page, to a plain "done" of an API, or nowhere.
 */
export type LandingKind =
  | 'leads'
  | 'elsewhere'
  | 'done'
  | 'page'
  | 'refused'
  | 'needs-person'
  | 'timed-out'
  | 'closed'
  | 'unreadable';

/** The ways by which something is done that may change what the OP or an app knows. */
export type Way =
  | 'fetch'
  | 'identity'
  | 'question'
  | 'account'
  | 'tab'
  | 'devices'
  | 'application'
  | 'tell'
  | 'clear';

/** Something that was done, stored before it is (`under-way`) and after. `key` names the session or the app. */
export type Deed = {
  way: Way;
  key: Sid | AppKey;
  landing: LandingKind | 'under-way';
  status?: number;
  /** The tab in which it is done. */
  tabId?: number;
  /** The host to which the OP led and which was left out. */
  leftOut?: string;
};

/** What became of an app, in the order in which it happens. */
export type AppState =
  | 'in-session'
  | 'told'
  | 'not-told'
  /** The OP has ended all its sessions, offline ones too, and no other app's. */
  | 'ended'
  /** The OP is too old to end one app's sessions alone. */
  | 'cannot-end'
  | 'not-ended'
  | 'cleared'
  | 'not-cleared'
  | 'not-allowed'
  /** Not cleared: a policy of the browser keeps the extension away from its host, which was allowed. */
  | 'kept-away'
  | 'left-over'
  | 'reloaded'
  | 'closed'
  /** Its tabs were closed instead: loading one again had signed the person in. */
  | 'not-reloaded'
  | 'kept-open'
  | 'unsettled'
  /** Cleared, but with offline access: it may go on acting for the person without this browser. */
  | 'acts'
  | 'out'
  | 'in'
  | 'does-not-tell';

/**
 * What was seen or done at one moment, free of tokens. A record only ever grows: no fact is withdrawn.
 * @see README.md in this folder
 */
export type Fact = { at: At } & (
  | {
      f: 'browser';
      who: 'nobody' | 'somebody' | 'unanswered';
      by: 'question' | 'prompt-none';
      cause?: Failure;
      /** Keycloak showed a page that was not read: where nobody is there it mostly leads back. */
      page?: true;
    }
  /** The popup had last said that somebody was signed in, or might be. It is no witness: nobody was asked. */
  | { f: 'seen' }
  /** The same client has had a code by `prompt=none` in this browser: its `login_required` is worth something. */
  | { f: 'recognises' }
  /** `reused`: it was in the browser a moment ago, and nobody has been asked since. */
  | { f: 'session'; sid: Sid; from: 'browser' | 'remembered'; user: string; since: number; reused?: true }
  | { f: 'cookie'; sid: Sid; is: 'equal' | 'other' | 'unknown' }
  /** `void`: the OP wants nothing of the token itself, whether its session lives or not. */
  | { f: 'token'; sid: Sid; is: 'accepted' | 'refused' | 'expired' | 'void' | 'unclear' }
  /** `partly`: some of it was not told. */
  | {
      f: 'details';
      sid: Sid;
      apps: AppRef[];
      devices: number;
      providers: Provider[];
      offline: string[];
      partly?: true;
    }
  /** Keycloak did not say what the session holds; `UNNAMED` where it was ended without a name. */
  | { f: 'details-untold'; sid: Sid }
  | { f: 'deed'; deed: Deed }
  /** `person`: whose they are, by the OP's `sub`. The last one speaks for everybody who was found. */
  | { f: 'devices'; person?: string; ended: boolean; count: number; cause?: Failure }
  /** `origin`: where it could be asked, were its host allowed. */
  | {
      f: 'provider';
      alias: string;
      name: string;
      is: 'in' | 'out' | 'unknown';
      endPage?: string;
      origin?: string;
    }
  | { f: 'app'; app: AppRef; is: AppState; cause?: Failure }
  /** What an admin should know although it did not keep the session from ending. */
  | { f: 'noted'; cause: Failure }
  /** What kept a step from going on. */
  | { f: 'failed'; cause: Failure }
  /** One round has come to its end: found, ended, told, cleared, proved. */
  | { f: 'proved' }
  /** Begun too often, or too long ago. */
  | { f: 'given-up' }
);

/** A kind of fact by its name. */
export type FactOf<F extends Fact['f']> = Extract<Fact, { f: F }>;

/** What a person or a rule has asked for, as far as the verdict depends on it. */
export type Asked = {
  scope: 'everything' | 'these';
  otherDevices: boolean;
};
