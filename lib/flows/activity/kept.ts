import type { Activity } from '../../contract/activity.ts';
import type { Settings } from '../../settings/schema.ts';

/** As many acts are kept; nobody reads a longer list. */
export const MOST_KEPT = 500;

const DAY_MS = 86_400_000;

/**
 * What of a list is still to be kept, newest first: as many days as were chosen, at most 500 acts, and names only where they are wanted.
 * @param now milliseconds since 1970.
 */
export function keptActivity(
  all: readonly Activity[],
  { days, userNames }: Omit<Settings['activity'], 'keep'>,
  now: number,
): Activity[] {
  return all
    .filter(({ at }) => now - at < days * DAY_MS)
    .toSorted((a, b) => b.at - a.at)
    .slice(0, MOST_KEPT)
    .map((act) => (userNames ? act : unnamed(act)));
}

/**
 * A list with one more act, or with the last word on one that stands there.
 * @param now milliseconds since 1970.
 */
export function withActivity(
  all: readonly Activity[],
  act: Activity,
  wanted: Settings['activity'],
  now: number,
): Activity[] {
  const others = all.filter(({ id }) => id !== act.id);
  return keptActivity(wanted.keep ? [...others, act] : others, wanted, now);
}

function unnamed(act: Activity): Activity {
  return { ...act, realms: act.realms.map(({ label }) => ({ label })) };
}
