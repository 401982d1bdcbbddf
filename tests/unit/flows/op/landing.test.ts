import { describe, expect, it } from 'vitest';
import { createPace } from '../../../../lib/flows/kernel/pace.ts';
import type { Clock, HopAnswer, Ports, WebAuthAnswer } from '../../../../lib/flows/kernel/ports.ts';
import { isAt, type Landing, landByHops, landByIdentity } from '../../../../lib/flows/op/landing.ts';
import { fakeClock } from '../../fake-browser.ts';
import { createWorld, settle } from '../../world.ts';

const ISSUER = 'https://op.test/realms/staff';
const START = `${ISSUER}/protocol/openid-connect/logout?x=1`;
const PAGE: HopAnswer = { status: 200, location: null, body: '<p>' };
const to = (location: string): HopAnswer => ({ status: 302, location, body: '' });

const portsOf = (clock: Clock, hop: Ports['hop']) => ({ clock, hop, pace: createPace(clock) });

type Asked = { url: string; init: RequestInit };

/** Lands by hops among servers that answer by address; whatever is not named is a page. */
async function land(
  answers: Record<string, HopAnswer>,
  different: { agreed?: string[]; init?: RequestInit } = {},
): Promise<{ landing: Landing; asked: Asked[] }> {
  const world = createWorld();
  const asked: Asked[] = [];
  const hop = async (url: string, init: RequestInit): Promise<HopAnswer> => {
    asked.push({ url, init });
    return answers[url] ?? PAGE;
  };
  const request = { url: START, limitMs: 1_000, step: 'end-session', issuer: ISSUER, ...different };
  const landing = await settle(world, landByHops(request, portsOf(fakeClock(world), hop)));
  return { landing, asked };
}

const urls = (asked: Asked[]) => asked.map(({ url }) => url);

describe('a landing by fetch', () => {
  it('reads where an answer leads, and does not ask there', async () => {
    const { landing, asked } = await land({ [START]: to('https://app.test/out?state=s') });
    expect(landing).toEqual({ kind: 'leads', to: 'https://app.test/out?state=s' });
    expect(urls(asked)).toEqual([START]);
  });

  it('asks on within the issuer’s own addresses, relative ones too', async () => {
    const own = `${ISSUER}/login-actions/next`;
    const { landing, asked } = await land({
      [START]: to('/realms/staff/login-actions/next'),
      [own]: to('https://app.test/'),
    });
    expect([landing, urls(asked)]).toEqual([{ kind: 'leads', to: 'https://app.test/' }, [START, own]]);
  });

  it.each([
    ['the account pages, which sign in', `${ISSUER}/account/?x=1`],
    ['another realm', 'https://op.test/realms/other/protocol/openid-connect/auth'],
    ['a realm whose name begins alike', `${ISSUER}-2/protocol/openid-connect/auth`],
    ['the same name on another host', 'https://evil.test/realms/staff/protocol/openid-connect/auth'],
    ['the same host by http', 'http://op.test/realms/staff/protocol/openid-connect/auth'],
    ['another port', 'https://op.test:8443/realms/staff/protocol/openid-connect/auth'],
  ])('never asks %s', async (_, address) => {
    const { landing, asked } = await land({ [START]: to(address) });
    expect(landing).toEqual({ kind: 'leads', to: address });
    expect(urls(asked)).toEqual([START]);
  });

  it.each([
    'https://evil.test/',
    'https://company.test/realms/other/end',
    'https://company.test/realms/up-2/',
    'https://company.test/realms/up/account/x',
  ])('asks below an address that the person has agreed to, and not at %s', async (beside) => {
    const provider = 'https://company.test/realms/up/end?x=1';
    const answers = { [START]: to(provider), [provider]: to(beside) };
    const { landing, asked } = await land(answers, { agreed: ['https://company.test/realms/up/'] });
    expect([landing, urls(asked)]).toEqual([{ kind: 'leads', to: beside }, [START, provider]]);
  });

  it('carries cookies along as it was told, and a form only to the first address', async () => {
    const own = `${ISSUER}/next`;
    const form = { method: 'POST', body: 'x' };
    const first = await land({ [START]: to(own) }, { init: form });
    expect(first.asked.map(({ init: { signal: _, ...init } }) => init)).toEqual([
      { credentials: 'include', ...form },
      { credentials: 'include' },
    ]);
    const without = await land({ [START]: to(own) }, { init: { credentials: 'omit' } });
    expect(without.asked.map(({ init }) => init.credentials)).toEqual(['omit', 'omit']);
  });

  it('gives a chain up that does not end', async () => {
    const { landing, asked } = await land({ [START]: to(START) });
    const cause = { code: 'server-error', details: ['end-session', 'HTTP 3xx'] };
    expect(landing).toMatchObject({ kind: 'unreadable', cause });
    expect(asked).toHaveLength(7);
  });

  it.each<[string, HopAnswer, object]>([
    ['a page', PAGE, { kind: 'page', html: '<p>', address: START, status: 200 }],
    ['a refusal', { status: 400, location: null, body: '' }, { kind: 'refused', status: 400 }],
    ['a server’s fault', { status: 503, location: null, body: '' }, { kind: 'refused', status: 503 }],
    [
      'half a page',
      { ...PAGE, body: '', isBroken: true },
      { kind: 'unreadable', cause: { code: 'answer-broken', details: ['end-session', 'HTTP 200'] } },
    ],
    [
      'half a page of an error',
      { status: 503, location: null, body: '', isBroken: true },
      { kind: 'refused', status: 503 },
    ],
    ['a redirect to no address', to('https://'), { kind: 'page', status: 302 }],
  ])('reads %s', async (_, answer, landing) => {
    expect((await land({ [START]: answer })).landing).toMatchObject(landing);
  });

  it('ends a request that it gives up, and asks no further address when its answer comes late', async () => {
    const world = createWorld();
    const clock = fakeClock(world);
    const asked: Asked[] = [];
    let answer = (_: HopAnswer): void => undefined;
    const hop = async (url: string, init: RequestInit): Promise<HopAnswer> => {
      asked.push({ url, init });
      init.signal?.throwIfAborted();
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    const request = { url: START, limitMs: 1_000, step: 'end-session', issuer: ISSUER };
    await settle(world, landByHops(request, portsOf(clock, hop)));
    expect(asked[0]?.init.signal?.aborted).toBe(true);
    answer(to(`${ISSUER}/next`));
    await new Promise(setImmediate);
    expect(asked.slice(1).map(({ init }) => init.signal?.aborted)).toEqual([true]);
  });

  it('tells a server that is silent from an answer that may not be seen', async () => {
    const world = createWorld();
    const request = { url: START, limitMs: 1_000, step: 'end-session', issuer: ISSUER };
    const clock = fakeClock(world);
    const silent = landByHops(
      request,
      portsOf(clock, () => new Promise(() => undefined)),
    );
    expect(await settle(world, silent)).toMatchObject({
      kind: 'timed-out',
      cause: { details: ['end-session', '1 s'] },
    });
    const unseen = landByHops(
      request,
      portsOf(clock, () => Promise.reject(new TypeError('no'))),
    );
    expect(await settle(world, unseen)).toMatchObject({ kind: 'unreadable', cause: expect.any(TypeError) });
  });
});

describe('a landing by the browser’s own way', () => {
  it.each<[WebAuthAnswer, object]>([
    [
      { ok: true, address: 'https://id.test/?state=s' },
      { kind: 'leads', to: 'https://id.test/?state=s' },
    ],
    [{ ok: false, failure: 'not-loaded' }, { kind: 'refused' }],
    [{ ok: false, failure: 'needs-person' }, { kind: 'needs-person' }],
    [{ ok: false, failure: 'timed-out' }, { kind: 'timed-out' }],
    [{ ok: false, failure: 'closed' }, { kind: 'closed' }],
  ])('%j is %j', async (answer, landing) => {
    const ask = async () => answer;
    expect(
      await landByIdentity({ url: START, limitMs: 1 }, { webAuth: { ask, runsPages: true } }),
    ).toMatchObject(landing);
  });
});

describe('an address with a state', () => {
  const uri = 'https://id.test/signed-out';
  it.each([
    [`${uri}?state=s`, true],
    [`${uri}?state=S`, false],
    [`${uri}?state=`, false],
    [uri, false],
    [`${uri}#state=s`, false],
    [`${uri}?state=s&error=x`, false],
    [`${uri}/?state=s`, false],
    ['https://id.test.evil/signed-out?state=s', false],
  ])('is reached at %s: %s', (address, reached) => {
    expect(isAt({ kind: 'leads', to: address }, uri, 's')).toBe(reached);
  });

  it('is not reached by what leads nowhere', () => {
    expect(isAt({ kind: 'page', html: '', address: `${uri}?state=s`, status: 200 }, uri, 's')).toBe(false);
  });
});
