import { describe, expect, it } from 'vitest';
import { fetchText } from '../../../../lib/flows/kernel/http.ts';
import { createPace } from '../../../../lib/flows/kernel/pace.ts';
import { fakeClock } from '../../fake-browser.ts';
import { createWorld, settle } from '../../world.ts';

const MEGABYTE = 1_000_000;
const LIMIT = { limitMs: 1_000, step: 'test' };

/** A server whose answer comes piece by piece, and how many of these were taken. */
function streaming(pieces: number, size: number, headers: Record<string, string> = {}) {
  const taken = { pieces: 0, cancelled: false };
  const body = new ReadableStream({
    pull: (controller) => {
      if (taken.pieces === pieces) return controller.close();
      taken.pieces += 1;
      controller.enqueue(new Uint8Array(size).fill(0x78));
    },
    cancel: () => {
      taken.cancelled = true;
    },
  });
  return { taken, response: new Response(body, { headers }) };
}

function ask(response: Response) {
  const world = createWorld();
  const clock = fakeClock(world);
  return settle(
    world,
    fetchText('https://op.test/', {}, LIMIT, {
      clock,
      fetch: async () => response,
      pace: createPace(clock),
    }),
  );
}

describe('an answer', () => {
  it('is read whole, whatever the borders of its pieces', async () => {
    const [first, second] = [
      new TextEncoder().encode('Zoë 👩').slice(0, 3),
      new TextEncoder().encode('Zoë 👩').slice(3),
    ];
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(first);
        controller.enqueue(second);
        controller.close();
      },
    });
    expect((await ask(new Response(body))).body).toBe('Zoë 👩');
    expect((await ask(new Response(null, { status: 204 }))).body).toBe('');
  });

  it('of a megabyte is read, and one of more is as if it were empty, with its status', async () => {
    const full = streaming(10, MEGABYTE / 10);
    expect((await ask(full.response)).body).toHaveLength(MEGABYTE);
    const more = streaming(1_000, MEGABYTE / 10);
    expect(await ask(more.response)).toMatchObject({ ok: true, status: 200, body: '' });
    expect(more.taken.cancelled).toBe(true);
    expect(more.taken.pieces).toBeLessThan(15);
  });

  it('that says so itself is not begun to be read', async () => {
    const { response, taken } = streaming(1_000, 10, { 'Content-Length': '1000001' });
    expect((await ask(response)).body).toBe('');
    expect(taken.pieces).toBeLessThanOrEqual(1);
  });

  it('that stops in the middle is given up with its limit', async () => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
    await expect(ask(new Response(body))).rejects.toMatchObject({
      code: 'timed-out',
      details: ['test', '1 s'],
    });
  });
});
