import { describe, expect, it } from 'vitest';
import { inBatches } from '../../../lib/browser/batches.ts';

/** A batch that is under way, which ends once it is told to. */
type UnderWay = { things: string[]; end(answer: Promise<string>): void };

function createSlow() {
  const begun: UnderWay[] = [];
  const ask = inBatches(
    (things: string[]) => new Promise<string>((resolve) => begun.push({ things, end: resolve })),
  );
  return { begun, ask };
}

describe('what is done in batches', () => {
  it('is done at once where nothing is under way, and for all that was asked for meanwhile together', async () => {
    const { begun, ask } = createSlow();
    const first = ask('a');
    await expect.poll(() => begun.length).toBe(1);
    const more = [ask('b'), ask('c')];
    begun[0]?.end(Promise.resolve('one'));
    expect(await first).toBe('one');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.end(Promise.resolve('two'));
    expect(await Promise.all(more)).toEqual(['two', 'two']);
    expect(begun.map(({ things }) => things)).toEqual([['a'], ['b', 'c']]);
  });

  it('fails for each that asked for it, and for nobody after', async () => {
    const { begun, ask } = createSlow();
    const failing = [ask('a'), ask('b')];
    await expect.poll(() => begun.length).toBe(1);
    const later = ask('c');
    begun[0]?.end(Promise.reject(new TypeError('no')));
    for (const one of failing) await expect(one).rejects.toThrow('no');
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.end(Promise.resolve('yes'));
    expect(await later).toBe('yes');
    expect(begun.map(({ things }) => things)).toEqual([['a', 'b'], ['c']]);
  });
});
