import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextTime } from '../../../../lib/flows/rules/times.ts';

const WEEKDAYS = [1, 2, 3, 4, 5];
const SHIFT = { at: ['12:00', '17:30'], days: WEEKDAYS, spread: 0 };

/** Friday is the 27th. */
const on = (day: number, hours: number, minutes = 0) => new Date(2026, 10, day, hours, minutes).getTime();

describe('the next time of day', () => {
  it.each<[string, number, number]>([
    ['before the first of today', on(27, 9), on(27, 12)],
    ['between two', on(27, 12), on(27, 17, 30)],
    ['after the last of Friday, on Monday', on(27, 17, 30), on(30, 12)],
    ['on a day that is none, on the next that is', on(28, 9), on(30, 12)],
  ])('is found %s', (_, after, next) => {
    expect(nextTime(SHIFT, 0, after)).toBe(next);
  });

  it('is a week away where today’s has just been', () => {
    expect(nextTime({ ...SHIFT, at: ['12:00'], days: [5] }, 0, on(27, 12))).toBe(on(34, 12));
  });

  it('is none without a time, or without a day', () => {
    expect(nextTime({ ...SHIFT, at: [] }, 0, on(27, 9))).toBeNull();
    expect(nextTime({ ...SHIFT, days: [] }, 0, on(27, 9))).toBeNull();
  });

  it('comes later by this machine’s part of the spread, past midnight too', () => {
    const late = { at: ['23:50'], days: [5], spread: 30 };
    expect(nextTime(late, 0.5, on(27, 9))).toBe(on(28, 0, 5));
    expect(nextTime(late, 0.5, on(28, 0))).toBe(on(28, 0, 5));
    expect(nextTime(late, 0.5, on(28, 0, 5))).toBe(on(34, 23, 50) + 15 * 60_000);
  });

  it('always lies ahead, within eight days and the spread, at one of the times of one of the days', () => {
    const time = fc.constantFrom('00:00', '02:30', '12:00', '23:59');
    const times = fc.record({
      at: fc.array(time, { minLength: 1 }),
      days: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
      spread: fc.integer({ min: 0, max: 240 }),
    });
    const after = fc.integer({ min: on(1, 0), max: on(400, 0) });
    fc.assert(
      fc.property(times, fc.double({ min: 0, max: 0.99, noNaN: true }), after, (wanted, part, now) => {
        const next = nextTime(wanted, part, now) ?? 0;
        expect(next).toBeGreaterThan(now);
        expect(next - now).toBeLessThan((8 * 24 * 60 + wanted.spread) * 60_000);
        expect(wanted.days).toContain(new Date(next - wanted.spread * part * 60_000).getDay());
      }),
    );
  });
});
