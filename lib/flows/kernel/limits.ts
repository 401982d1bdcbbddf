import type { FailureCode } from '../../errors/failure.ts';
import { StepError } from '../../errors/step-error.ts';
import type { Clock } from './ports.ts';

/** How long each step may take, milliseconds. docs/limits.md explains each. */
export const LIMITS = {
  /** One request to the OP without a person: discovery, prompt=none, token, userinfo, end-session. */
  request: 10_000,
  /** One question to the account API, whose answer is good to have and never needed. */
  account: 2_000,
  /** One page of an app in a tab: its front-channel logout address, or one from which it is cleared. */
  visit: 5_000,
  /** All that clearing one app takes. */
  clear: 10_000,
  /** An end-session request without a tab, with all that it is passed on to, a page that it may run, and a question after it. */
  chain: 5_000,
  /** A sign-in window, in which a person may have to look for a second factor. */
  signInWindow: 300_000,
  /** A page of the OP in a tab that leaves by itself; after that the background asks what it is. */
  tabGrace: 1_500,
  /** A front-channel page that runs in a tab although the session has ended. */
  tabRun: 4_000,
  /** A tab in which a person has to act. */
  person: 600_000,
  /** How long a step goes on before it is named. */
  silence: 300,
  /** How old the popup's look at a session may be for a sign-out to begin with it. */
  fresh: 30_000,
  /** A stored request (`state`) that was not answered. */
  pending: 600_000,
} as const;

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
