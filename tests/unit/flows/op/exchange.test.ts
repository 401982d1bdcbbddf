import { describe, expect, it } from 'vitest';
import { StepError } from '../../../../lib/errors/step-error.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { adopt } from '../../../../lib/flows/op/adopt.ts';
import { openOp } from '../../../../lib/flows/op/handle.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';
import { allowedWorld } from '../sign-out/kit.ts';

const UNREAD = new StepError('answer-broken', ['token']);
const BUSY = new StepError('server-busy', ['token', 'HTTP 429']);
const GOOD = () => Response.json({ error: 'invalid_grant' }, { status: 400 });
/** What a browser shows of a redirect that is not followed. */
const led = () => Object.defineProperty(new Response(), 'type', { value: 'opaqueredirect' });
const putOff = () => new Response('', { status: 429, headers: { 'Retry-After': '4' } });

/** A worker whose library fails so when it sends a code, one failure after the other; asked for nothing, the token endpoint answers these. */
function failing(world: World, failures: unknown[], answers: (() => Response | Promise<Response>)[]) {
  const ports: Ports = createPorts(world);
  const { fetch, oidc } = ports;
  const sent: string[] = [];
  ports.oidc = {
    request: async (...asked) => {
      const request = await oidc.request(...asked);
      const exchange = async (address: string) => {
        sent.push(new URL(address).searchParams.get('state') ?? '');
        const failure = failures.shift();
        if (failure) throw failure;
        return request.exchange(address);
      };
      return { ...request, exchange };
    },
  };
  const asked: RequestInit[] = [];
  ports.fetch = async (url, init) => {
    if (!url.endsWith('/token')) return fetch(url, init);
    asked.push(init);
    return (answers.shift() ?? GOOD)();
  };
  return { ports, sent, asked };
}

async function adoptWith(
  failures: unknown[],
  answers: (() => Response | Promise<Response>)[] = [],
  world = allowedWorld(fakeOp('support')),
) {
  const { ports, sent, asked } = failing(world, failures, answers);
  const before = world.now;
  const op = await settle(world, openOp((world.ops[0] as ReturnType<typeof fakeOp>).realm, ports));
  const outcome = await settle(
    world,
    adopt(op, ports).then(
      (session) => session?.sid,
      ({ code, details }: StepError) => [code, ...details],
    ),
  );
  return { outcome, sent, asked, tookMs: world.now - before };
}

describe('a code', () => {
  it('is sent, and nothing else is asked of the token endpoint, where it is taken', async () => {
    const { outcome, sent, asked } = await adoptWith([]);
    expect([outcome, sent.length, asked.length]).toEqual(['s1', 1, 0]);
  });

  it('that the OP itself refuses is refused', async () => {
    const refused = new StepError('token-refused', ['invalid_grant', 'Code not valid', 'full-signout']);
    const { outcome, sent, asked } = await adoptWith([refused]);
    expect(outcome).toEqual(['token-refused', 'invalid_grant', 'Code not valid', 'full-signout']);
    expect([sent.length, asked.length]).toEqual([1, 0]);
  });

  it.each([
    ['a page', () => new Response('<!doctype html>'), ['page-instead', 'token', 'HTTP 200']],
    ['a proxy', () => new Response('<html>', { status: 502 }), ['server-unavailable', 'token', 'HTTP 502']],
    ['a way elsewhere', led, ['page-instead', 'token', 'HTTP 3xx']],
    ['half an answer', () => new Response('{"a'), ['answer-broken', 'token', 'HTTP 200']],
    [
      'a refusal',
      () =>
        Response.json({ error: 'access_denied', error_description: 'Realm not enabled' }, { status: 403 }),
      ['realm-disabled', 'access_denied', 'Realm not enabled'],
    ],
  ])('that met what the library cannot read is told by what stands there: %s', async (_, answer, cause) => {
    const { outcome, sent, asked } = await adoptWith([UNREAD], [answer]);
    expect([outcome, sent.length, asked.length]).toEqual([cause, 1, 1]);
  });

  it('has the endpoint asked for a code that never was, without cookies and following no redirect', async () => {
    const { asked, sent } = await adoptWith([UNREAD], [() => new Response('<html>')]);
    const [{ body, ...init }] = asked as [RequestInit];
    expect(init).toMatchObject({ method: 'POST', credentials: 'omit', redirect: 'manual' });
    expect((body as URLSearchParams).get('code')).not.toBe('s1');
    expect(sent).toHaveLength(1);
  });

  it.each([
    ['and said so', BUSY],
    ['and said so in a page', UNREAD],
  ])('that was put off %s is followed by another, once the server says when', async (_, failure) => {
    const { outcome, sent, tookMs } = await adoptWith([failure], [putOff]);
    expect(outcome).toBe('s1');
    expect(new Set(sent).size).toBe(2);
    expect(tookMs).toBeGreaterThanOrEqual(4_000);
  });

  it('is followed by one other at most', async () => {
    const { outcome, sent } = await adoptWith([UNREAD, UNREAD]);
    expect([outcome, sent.length]).toEqual([['answer-broken', 'token'], 2]);
  });

  it('that a busy server goes on putting off is given up', async () => {
    const { outcome, sent } = await adoptWith([BUSY], [putOff, putOff]);
    expect([outcome, sent.length]).toEqual([['server-busy', 'token', 'HTTP 429'], 1]);
  });

  it('whose answer breaks off is told from one that got none', async () => {
    const cut = () =>
      new Response(new ReadableStream({ start: (it) => it.error(new TypeError('network error')) }));
    const { outcome } = await adoptWith([new TypeError('network error')], [cut]);
    expect(outcome).toEqual(['answer-broken', 'token', 'HTTP 200']);
  });

  it('whose answer the browser hides is told with the Web Origin that may be missing', async () => {
    const hidden = () => Promise.reject(new TypeError('Failed to fetch'));
    const world = createWorld(fakeOp('support'));
    const { outcome } = await adoptWith([new TypeError('Failed to fetch')], [hidden], world);
    expect(outcome).toEqual(['answer-unreadable', 'https://op.test', 'token', 'chrome-extension://id']);
  });
});
