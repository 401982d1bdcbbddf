import type { FailureCode } from '../../errors/failure.ts';
import { StepError } from '../../errors/step-error.ts';
import type { Clock } from './ports.ts';

/** How long each step may take, milliseconds. docs/limits.md explains each. */
export const LIMITS = {
  /** One request to the OP without a person: discovery, a question, token, userinfo. */
  request: 10_000,
  /** One question to the account API. A sign-out waits for it, as only a live session tells its apps. */
  account: 3_000,
  /** An end-session request with all that the OP does meanwhile: it waits for each app that it tells, one after the other. */
  endSession: 15_000,
  /** The same without a tab for a session that the popup has found: a question may stand there, for another one. */
  endReused: 5_000,
  /** Reading a page in a document of our own. */
  readPage: 3_000,
  /** How long a page of the OP may stand without a tab before the token is tried: the session may have ended. */
  pageStays: 3_000,
  /** How long an end-session request goes on before it is said that the server is telling apps. */
  serverTells: 2_000,
  /** One page of an app in a tab: its front-channel logout address, or one from which it is cleared. */
  visit: 5_000,
  /** How long an app's front-channel page stands after it has loaded: it may end its session by a script. */
  tellMoment: 1_500,
  /** All that telling apps takes. */
  tell: 30_000,
  /** All that clearing one app takes. */
  clear: 10_000,
  /** All that asking one app takes. */
  askApp: 2_000,
  /** Signing out of one app alone, with all its beginnings. */
  oneApp: 120_000,
  /** How long a reloaded tab of an app must have been at rest. */
  rest: 1_000,
  /** How long a reloaded tab of an app is waited for. */
  settle: 5_000,
  /** How long a realm waits for others that share an app or a host with it. */
  shared: 30_000,
  /** How long a realm whose apps are to be asked waits for the end of all others: they may share one that nobody has listed. */
  allEnded: 5_000,
  /** A sign-in window, in which a person may have to look for a second factor. */
  signInWindow: 300_000,
  /** How long a tab of this extension may take to say that it stands. */
  tabOpens: 5_000,
  /** A page of the OP in a tab that leaves by itself; after that the background asks what it is. */
  tabReturn: 1_500,
  /** A tab in which a person has to act. */
  person: 600_000,
  /** How long a step goes on before it is named. */
  progressDelay: 300,
  /** How long facts may wait for others before they are stored; a deed has them stored at once. */
  facts: 300,
  /** How long the popup may take to stand before more than a few realms are looked at. */
  popupStands: 100,
  /** How old the popup's look at a session may be for a sign-out to begin with it. */
  sessionReuse: 30_000,
  /** How much longer a token must be good for a sign-out to begin with it. */
  tokenLeft: 15_000,
  /** A stored request (`state`) that was not answered. */
  pending: 600_000,
  /** A whole sign-out of one realm, with all its beginnings. */
  signOut: 900_000,
} as const;

/** How often a realm's sign-out is begun, by as many instances of the worker. */
export const BEGINNINGS = 5;

/** How many rounds of finding, ending and proving one sign-out may take. */
export const ROUNDS = 3;

/** Lets time pass, milliseconds. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}

/**
 * Gives a promise a time limit.
 * @param limitMs milliseconds.
 * @param step named in the failure's details.
 * @throws {StepError} `timed-out` when the limit passes first; else whatever the promise throws.
 */
export function withLimit<T>(clock: Clock, limitMs: number, step: string, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const code: FailureCode = 'timed-out';
    const cancel = clock.after(limitMs, () => reject(new StepError(code, [step, `${limitMs / 1000} s`])));
    work.then(resolve, reject).finally(cancel);
  });
}

/**
 * The same for requests that take a signal: however the work ends, whatever of it is still under way is given up. A browser keeps only so
 * many connections open to one host, and those that a silent server holds would keep others from being sent.
 * @param limitMs milliseconds.
 * @param step named in the failure's details.
 * @param work what is done, and gives up by the signal.
 * @throws {StepError} `timed-out` when the limit passes first; else whatever the work throws.
 */
export async function withSignal<T>(
  clock: Clock,
  limitMs: number,
  step: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  try {
    return await withLimit(clock, limitMs, step, work(controller.signal));
  } finally {
    controller.abort();
  }
}
