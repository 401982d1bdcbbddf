import { describe, expect, it } from 'vitest';
import { fetchText } from '../../../../lib/flows/kernel/http.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';

const URL_OF_OP = 'https://op.test/realms/support';
const LIMIT = { limitMs: 10_000, step: 'userinfo' };

/** A server with a bucket of so many tokens, refilled at as many a second; whoever finds it empty is put off for a second. */
function bucket(
  world: World,
  perSecond: number,
): { served(): number; refused(): number; answer(): Response } {
  let tokens = perSecond;
  let filledAt = world.now;
  const counts = { served: 0, refused: 0 };
  return {
    served: () => counts.served,
    refused: () => counts.refused,
    answer: () => {
      tokens = Math.min(perSecond, tokens + ((world.now - filledAt) / 1000) * perSecond);
      filledAt = world.now;
      if (tokens < 1) {
        counts.refused += 1;
        return new Response('', { status: 429, headers: { 'Retry-After': '1' } });
      }
      tokens -= 1;
      counts.served += 1;
      return Response.json({});
    },
  };
}

function ask(world: World, answers: (() => Response)[], url = URL_OF_OP, ports = createPorts(world)) {
  const sentAt: number[] = [];
  ports.fetch = async () => {
    sentAt.push(world.now);
    return (answers[sentAt.length - 1] ?? answers.at(-1) ?? (() => Response.json({})))();
  };
  return { sentAt, answer: settle(world, fetchText(url, {}, LIMIT, ports)) };
}

const putOff = (status: number, after?: string) => () =>
  new Response('', { status, headers: after ? { 'Retry-After': after } : {} });
const well = () => Response.json({});

describe('a server that wants to be left alone', () => {
  it.each([
    ['too many requests', 429, '3', 3_000],
    ['it is away', 503, '3', 3_000],
    ['too many requests, and does not say how long', 429, undefined, 1_000],
  ])('is asked once more when it says: %s', async (_, status, after, ms) => {
    const world = createWorld();
    const { sentAt, answer } = ask(world, [putOff(status, after), well]);
    expect((await answer).status).toBe(200);
    expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBe(ms);
  });

  it('is asked when the date that it names has come', async () => {
    const world = createWorld();
    const date = new Date(world.now + 4_000).toUTCString();
    const { sentAt, answer } = ask(world, [putOff(503, date), well]);
    expect((await answer).status).toBe(200);
    expect((sentAt[1] ?? 0) - (sentAt[0] ?? 0)).toBe(4_000);
  });

  it.each([
    ['for longer than a step may take', putOff(429, '60'), 1],
    ['again', putOff(429, '1'), 2],
    ['and does not say for how long', putOff(503), 1],
  ])('%s is not asked for ever', async (_, answers, times) => {
    const world = createWorld();
    const { sentAt, answer } = ask(world, [answers]);
    expect([429, 503]).toContain((await answer).status);
    expect(sentAt).toHaveLength(times);
  });
});

describe('requests to a host that has had too many', () => {
  it.each([
    [10, 0],
    [5, 2],
    [3, 2],
  ])('go as it can take them, at %i a second: at most %i are put off twice', async (perSecond, twice) => {
    const world = createWorld();
    const server = bucket(world, perSecond);
    const ports = createPorts(world);
    ports.fetch = async () => server.answer();
    const one = (count: number) => fetchText(`${URL_OF_OP}/${count}`, {}, LIMIT, ports);
    const all = await settle(world, Promise.all(Array.from({ length: 40 }, (_, count) => one(count))));
    expect(all.filter(({ status }) => status !== 200).length).toBeLessThanOrEqual(twice);
    expect(server.served()).toBeGreaterThanOrEqual(40 - twice);
  });

  it('hold no other host up', async () => {
    const world = createWorld();
    const ports = createPorts(world);
    await ask(world, [putOff(429, '2'), well], URL_OF_OP, ports).answer;
    const before = world.now;
    await ask(world, [well], 'https://other.test/', ports).answer;
    expect(world.now).toBe(before);
  });
});
