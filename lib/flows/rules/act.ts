import type { RuleName } from '../../contract/countdown.ts';
import { ignore } from '../../errors/ignore.ts';
import { readOne } from '../kernel/records.ts';
import { coveredRealms, isAnyLeft } from './covered.ts';
import { COUNTDOWN, type Own, waitUntil } from './own.ts';

/** The record of what a rule has done since somebody last used the computer, and when it is tried again. */
const ACTED = 'rule-acted';

/** What a rule has done: how often it has tried, and when it tries again, milliseconds since 1970, where something was left. */
export type Acted = { rule: RuleName; tries: number; retryAt?: number };

/** After so many minutes a sign-out that has left something is tried again, each time after the next. */
const RETRY_MINUTES = [1, 2, 4, 8, 16, 30];

/** Signs out of all that rules cover, and tries again later where something is left. */
export async function act(rule: RuleName, own: Own, tries = 1): Promise<void> {
  const realms = await coveredRealms(own.settings);
  const ids = realms.map(({ id }) => id);
  // Stored first: a worker that is stopped in between counts as one that has not begun.
  const { done } = await own.signOut(rule, ids);
  await own.ports.session.set({ [ACTED]: { rule, tries } satisfies Acted });
  await putAway(own);
  void done.then(() => tryAgainLater({ rule, tries }, own)).catch(ignore);
}

async function tryAgainLater(acted: Acted, own: Own): Promise<void> {
  const { clock, session } = own.ports;
  const pause = RETRY_MINUTES[acted.tries - 1];
  if (pause === undefined || !(await isAnyLeft(await coveredRealms(own.settings), own.ports))) return;
  const retryAt = clock.now() + pause * 60_000;
  await session.set({ [ACTED]: { ...acted, retryAt } satisfies Acted });
  await waitUntil(retryAt, 'retry', own);
}

/** What a rule has done since somebody last used the computer; null where none has. */
export function acted({ ports: { session } }: Own): Promise<Acted | null> {
  return readOne<Acted>(session, ACTED);
}

/** Somebody has used the computer: rules may act anew. What is still to be tried again is not forgotten. */
export async function forgetActed(own: Own): Promise<void> {
  const last = await acted(own);
  if (last && last.retryAt === undefined) await own.ports.session.remove([ACTED]);
}

/** Ends the countdown, and closes its window. */
export async function putAway({ ports: { desk, session } }: Own): Promise<void> {
  await session.remove([COUNTDOWN]);
  void desk.closeWindow().catch(ignore);
}
