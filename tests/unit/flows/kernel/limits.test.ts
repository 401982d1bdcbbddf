import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { BEGINNINGS, LIMITS, ROUNDS, withLimit } from '../../../../lib/flows/kernel/limits.ts';
import { fakeClock } from '../../fake-browser.ts';
import { createWorld, settle } from '../../world.ts';

const page = await readFile(new URL('../../../../docs/limits.md', import.meta.url), 'utf8');

/** The value that the page gives for a name. */
function limitOf(name: string): string | undefined {
  const row = page.split('\n').find((line) => line.includes(`| \`${name}\``));
  return row?.split('|')[3]?.trim();
}

function inWords(ms: number): string {
  return ms >= 300_000 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}

describe('a limit', () => {
  it.each(Object.entries(LIMITS))('stands in docs/limits.md with its value: %s', (name, ms) => {
    expect(limitOf(name)).toBe(inWords(ms));
  });

  it('of rounds and beginnings stands there too', () => {
    expect([limitOf('ROUNDS'), limitOf('BEGINNINGS')]).toEqual([String(ROUNDS), String(BEGINNINGS)]);
  });

  it('names the step that has taken longer, and keeps what was in time', async () => {
    const world = createWorld();
    const clock = fakeClock(world);
    const silent = new Promise(() => undefined);
    await expect(settle(world, withLimit(clock, 1_500, 'token', silent))).rejects.toMatchObject({
      code: 'timed-out',
      details: ['token', '1.5 s'],
    });
    expect(await settle(world, withLimit(clock, 1_500, 'token', Promise.resolve('t')))).toBe('t');
    expect(world.timers.size).toBe(0);
  });
});
