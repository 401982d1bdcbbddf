import { expect, it } from 'vitest';
import { takeTurns } from '../../../scripts/bench/rounds.ts';
import { isMet, isOutOfReach, ratio, ratioFloor } from '../../../scripts/bench/stats.ts';

it('begins each round with another way, and does not count the first round', async () => {
  const taken: string[] = [];
  const wayOf = (name: string) => ({
    name,
    once: async () => {
      taken.push(name);
      return { took: taken.length };
    },
  });
  const series = await takeTurns(['a', 'b', 'c'].map(wayOf), 2, 'ms');
  expect(taken.join('')).toBe('cababcbca');
  expect(series.map(({ name, values }) => [name, values.length])).toEqual([
    ['a: took', 2],
    ['b: took', 2],
    ['c: took', 2],
  ]);
});

it('compares two ways within each round, so that a slow round counts no more than another', () => {
  const ours = { name: 'ours', unit: 'ms' as const, values: [10, 1000, 30] };
  const bare = { name: 'bare', unit: 'ms' as const, values: [10, 500, 10] };
  expect(ratio('ours', ours, bare)).toMatchObject({ of: 'ours', to: 'bare', median: 2 });
});

it('counts a limit as kept up to the limit itself, and as broken where nothing could be measured', () => {
  const one = { of: 'ours', to: 'bare', median: 1.5, low: 1, high: 2 };
  expect(isMet(ratioFloor(one, 1.5))).toBe(true);
  expect(isMet(ratioFloor(one, 1.49))).toBe(false);
  expect(isMet(ratioFloor({ ...one, median: Number.NaN }, 1.5))).toBe(false);
});

it('calls a limit out of reach only where the bare requests do not keep it either', () => {
  const one = { of: 'ours', to: 'tabs', median: 0.5, low: 0.5, high: 0.5 };
  expect(isOutOfReach(ratioFloor(one, 0.3, { ...one, of: 'bare', median: 0.4 }))).toBe(true);
  expect(isOutOfReach(ratioFloor(one, 0.3, { ...one, of: 'bare', median: 0.2 }))).toBe(false);
  expect(isOutOfReach(ratioFloor(one, 0.3))).toBe(false);
});
