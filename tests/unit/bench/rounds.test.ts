import { expect, it } from 'vitest';
import { fourAtATime, takeRounds } from '../../../bench/rounds.ts';

it('begins each round with another variant, and does not count the first round', async () => {
  const order: string[] = [];
  const variant = (name: string) => async () => order.push(name);
  const taken = await takeRounds(2, { a: variant('a'), b: variant('b'), c: variant('c') });
  expect(order.join('')).toBe('abcbcacab');
  expect(taken).toEqual({ a: [6, 8], b: [4, 9], c: [5, 7] });
});

it('names the variant that fails', async () => {
  const failing = () => Promise.reject(new Error('no session'));
  await expect(takeRounds(1, { ours: failing })).rejects.toThrow('variant “ours”');
});

it('does never more than four things at once, and answers in their order', async () => {
  let running = 0;
  let most = 0;
  const done = await fourAtATime([1, 2, 3, 4, 5, 6], async (one) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return one * 10;
  });
  expect(most).toBe(4);
  expect(done).toEqual([10, 20, 30, 40, 50, 60]);
});
