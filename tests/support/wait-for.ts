import { setTimeout as pause } from 'node:timers/promises';

const BETWEEN_ASKS = 50;

/**
 * Asks until there is an answer. An error while asking counts as no answer yet.
 * @param what words for the error: what was waited for.
 * @param limitMs milliseconds, 30 000 where not given: a slow machine is no fault.
 * @returns the first answer that is neither `false`, `null` nor `undefined`.
 * @throws {Error} when the limit is over; `cause` is the last error while asking.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined> | T | false | null | undefined,
  limitMs = 30_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${limitMs / 1000} s for ${what}`, { cause: last });
    await pause(BETWEEN_ASKS);
  }
}
