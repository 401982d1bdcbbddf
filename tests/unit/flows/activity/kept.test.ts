import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../../lib/contract/activity.ts';
import { keptActivity, MOST_KEPT, withActivity } from '../../../../lib/flows/activity/kept.ts';

const DAY = 86_400_000;
const NOW = 400 * DAY;

function signIn(id: string, at = NOW): Activity {
  const realms = [{ label: 'Support', user: 'alice' }];
  return { kind: 'sign-in', id, at, by: 'popup', realms, tookMs: 10 };
}

const MONTH = { keep: true, days: 30, userNames: true };

describe('activity', () => {
  it('is kept newest first, for as many days as were chosen', () => {
    const all = [signIn('old', NOW - 30 * DAY), signIn('a', NOW - 29 * DAY), signIn('b', NOW - DAY)];
    expect(keptActivity(all, MONTH, NOW).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(keptActivity(all, { ...MONTH, days: 31 }, NOW)).toHaveLength(3);
  });

  it('is cut at 500 acts, the oldest first', () => {
    const all = Array.from({ length: MOST_KEPT }, (_, at) => signIn(`${at}`, NOW - at));
    const kept = withActivity(all, signIn('new', NOW + 1), MONTH, NOW + 1);
    expect([kept.length, kept[0]?.id, kept.at(-1)?.id]).toEqual([500, 'new', '498']);
  });

  it('takes the last word on an act, and holds none twice', () => {
    const kept = withActivity([signIn('a')], { ...signIn('a'), tookMs: 99 }, MONTH, NOW);
    expect(kept).toMatchObject([{ id: 'a', tookMs: 99 }]);
  });

  it('holds names only where that was switched on, and nothing new where it is off', () => {
    const unnamed = { ...MONTH, userNames: false };
    expect(withActivity([], signIn('a'), unnamed, NOW)[0]?.realms).toEqual([{ label: 'Support' }]);
    expect(withActivity([], signIn('a'), MONTH, NOW)[0]?.realms).toEqual([
      { label: 'Support', user: 'alice' },
    ]);
    // What was kept with names loses them.
    expect(withActivity([signIn('a')], signIn('b'), unnamed, NOW).flatMap(({ realms }) => realms)).toEqual([
      { label: 'Support' },
      { label: 'Support' },
    ]);
    const off = { ...MONTH, keep: false };
    expect(withActivity([signIn('a')], signIn('b'), off, NOW).map(({ id }) => id)).toEqual(['a']);
  });

  it('never holds more than 500 acts, an act twice, or what is too old, whatever is added', () => {
    const act = fc
      .record({ id: fc.constantFrom('a', 'b', 'c'), at: fc.integer({ min: 0, max: NOW }) })
      .map(({ id, at }) => signIn(id, at));
    fc.assert(
      fc.property(fc.array(act), fc.integer({ min: 1, max: 365 }), (acts, days) => {
        const kept = acts.reduce<Activity[]>(
          (all, one) => withActivity(all, one, { ...MONTH, days }, NOW),
          [],
        );
        expect(new Set(kept.map(({ id }) => id)).size).toBe(kept.length);
        expect(kept.every(({ at }) => NOW - at < days * DAY)).toBe(true);
      }),
    );
  });
});
