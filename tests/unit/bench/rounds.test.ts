import { expect, it } from 'vitest';
import { takeTurns } from '../../../scripts/bench/rounds.ts';
import { isMet, ratio, ratioFloor } from '../../../scripts/bench/stats.ts';

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
