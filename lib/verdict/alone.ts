import type { Failure } from '../errors/failure.ts';
import { type AppVerdict, appVerdicts } from './beside.ts';
import type { AppState, Fact } from './facts.ts';
import { lastFailure, lastWho } from './reading.ts';

/** What signing out of one app alone came to. Only `judgeAlone` makes one. */
export type AloneVerdict = {
  /** The app at each of its places. */
  apps: AppVerdict[];
  /** What was done holds no longer than the person stays away: the realm's session lives on and lets them in again. */
  letsInAgain?: true;
  /** The person was not signed in to the realm here any more. */
  isRealmOut?: true;
  failure?: Failure;
};

/** What signing out of an app comes to, at the OP or in this browser. */
const DONE: readonly AppState[] = ['ended', 'cleared', 'out'];

/**
 * Says what the facts of signing out of one app alone mean. Pure, as the judge of a realm; the realm's session is not to end, so
 * nothing is said of it but that it lives.
 * @param facts oldest first.
 * @see README.md in this folder
 */
export function judgeAlone(facts: readonly Fact[]): AloneVerdict {
  const apps = appVerdicts(facts);
  const isRealmOut = lastWho(facts)?.who === 'nobody';
  const isDone = apps.some(({ marks }) => marks.some((mark) => DONE.includes(mark)));
  const failure = lastFailure(facts);
  return {
    apps,
    ...(isRealmOut ? { isRealmOut } : isDone && { letsInAgain: true }),
    ...(failure && { failure }),
  };
}
