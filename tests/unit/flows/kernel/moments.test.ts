import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMoments } from '../../../../lib/flows/kernel/moments.ts';
import type { Clock } from '../../../../lib/flows/kernel/ports.ts';

const NOW = 1_800_000_000_000;

/** A clock that shows what it is told to. */
function clockAt(times: number[]): Clock {
  const shown = [...times];
  return { now: () => shown.shift() ?? NOW, after: () => () => undefined };
}

describe('moments', () => {
  it('are the clock’s where it moves on', () => {
    const moments = createMoments(clockAt([NOW, NOW + 5]));
    expect([moments.next(), moments.next()]).toEqual([NOW, NOW + 5]);
  });

  it('grow also where the clock stands or is put back', () => {
    const clock = fc.array(fc.integer({ min: -86_400_000, max: 86_400_000 }), {
      minLength: 2,
      maxLength: 50,
    });
    fc.assert(
      fc.property(clock, (steps) => {
        const moments = createMoments(clockAt(steps.map((step) => NOW + step)));
        const given = steps.map(() => moments.next());
        for (const [index, at] of given.slice(1).entries()) expect(at).toBeGreaterThan(given[index] ?? at);
      }),
      { numRuns: 300 },
    );
  });

  it('come after all that an earlier worker gave, and are not put back by it', () => {
    const moments = createMoments(clockAt([NOW, NOW]));
    moments.after(NOW + 3_600_000);
    expect(moments.next()).toBeGreaterThan(NOW + 3_600_000);
    moments.after(NOW - 1);
    expect(moments.next()).toBeGreaterThan(NOW + 3_600_000);
  });
});
