import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../lib/contract/status.ts';
import type { FailureCode } from '../../../lib/errors/failure.ts';
import { StepError } from '../../../lib/errors/step-error.ts';
import type { HopAnswer, Ports } from '../../../lib/flows/kernel/ports.ts';
import { lookAtAll } from '../../../lib/flows/look/look.ts';
import { type FakeOp, fakeOp } from '../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../world.ts';
import { allowedWorld, headlineIn, NO_APPS, rowAfter, signOutOfAll, statusOf } from './sign-out/kit.ts';

/** Where a server can answer with something else than what was asked for. */
type Step = 'discovery' | 'question' | 'authorization' | 'token' | 'userinfo' | 'account' | 'end-session';

/** What it answers instead. */
type Fault = { status: number; body: string; retryAfter?: string };

const FAULTS: [string, Fault, FailureCode][] = [
  ['too many requests', { status: 429, body: 'slow down', retryAfter: '60' }, 'server-busy'],
  ['a proxy that has no server', { status: 502, body: '<html>' }, 'server-unavailable'],
  ['a proxy’s page', { status: 503, body: '<html>' }, 'server-unavailable'],
  ['an error of its own', { status: 500, body: '{"error":"unknown_error"}' }, 'server-error'],
];

/** What every step that reads JSON may get. */
const OF_JSON: [string, Fault, FailureCode][] = [
  ['a page of the network', { status: 200, body: '<!doctype html>' }, 'page-instead'],
  ['half an answer', { status: 200, body: '{"issuer": "ht' }, 'answer-broken'],
];

function stepOf(url: string): Step | null {
  if (url.includes('/openid-configuration')) return 'discovery';
  if (url.includes('id_token_hint') || url.includes('/logout-confirm')) return 'end-session';
  if (url.includes('/logout')) return 'question';
  if (url.includes('/auth?')) return 'authorization';
  if (url.endsWith('/token')) return 'token';
  if (url.endsWith('/userinfo')) return 'userinfo';
  return url.includes('/account/') ? 'account' : null;
}

/** A worker whose server answers with a fault at some steps, as long as `broken.steps` says. */
function faulty(world: World, steps: Step[], fault: Fault): { ports: Ports; broken: { steps: Step[] } } {
  const ports = createPorts(world);
  const broken = { steps };
  const { fetch, hop, oidc } = ports;
  const isBroken = (url: string) => broken.steps.includes(stepOf(url) ?? 'discovery');
  const { status, body, retryAfter } = fault;
  const headers: Record<string, string> = retryAfter ? { 'Retry-After': retryAfter } : {};
  const hopAnswer: HopAnswer = { status, location: null, body, ...(retryAfter && { retryAfter }) };
  ports.fetch = async (url, init) =>
    isBroken(url) ? new Response(body, { status, headers }) : fetch(url, init);
  ports.hop = async (url, init) => (isBroken(url) ? hopAnswer : hop(url, init));
  ports.oidc = {
    request: async (...asked) => {
      const request = await oidc.request(...asked);
      const exchange = async (address: string) => {
        const answer = await ports.fetch(asked[0].token_endpoint, { method: 'POST' });
        // The library tells no page from another.
        const isJson = answer.headers.get('Content-Type')?.startsWith('application/json');
        if (!isJson) throw new StepError('answer-broken', ['token']);
        return request.exchange(address);
      };
      return { ...request, exchange };
    },
  };
  return { ports, broken };
}

function told(op: FakeOp): FakeOp {
  return Object.assign(op, { account: NO_APPS });
}

async function lookAt(op: FakeOp, world: World, ports: Ports): Promise<RealmStatus> {
  await settle(world, lookAtAll([op.realm], ports));
  return statusOf(world) as RealmStatus;
}

const named = (code: FailureCode, step: string, { status }: Fault) => ({
  code,
  details: [step, `HTTP ${status}`],
});

describe('a look, the host allowed, names what it meets', () => {
  describe.each([...FAULTS, ...OF_JSON])('%s', (_, fault, code) => {
    it('at discovery', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports, broken } = faulty(world, ['discovery'], fault);
      expect(await lookAt(op, world, ports)).toMatchObject({
        state: 'failed',
        failure: named(code, 'discovery', fault),
      });
      broken.steps = [];
      expect(await lookAt(op, world, ports)).toMatchObject({ state: 'signed-in', userName: 'alice' });
    });

    it('at the token endpoint', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['token'], fault);
      const status = await lookAt(op, world, ports);
      expect(status).toMatchObject({ state: 'signed-in', failure: named(code, 'token', fault) });
    });
  });

  describe.each(FAULTS)('%s', (_, fault, code) => {
    it('at authorization', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['authorization'], fault);
      const status = await lookAt(op, world, ports);
      expect(status).toMatchObject({ state: 'signed-in', failure: named(code, 'sign-in request', fault) });
    });

    it('at both that it asks in the browser’s session', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['authorization', 'question'], fault);
      expect(await lookAt(op, world, ports)).toMatchObject({ state: 'failed', failure: { code } });
    });

    it('at the question alone, and has the name of who is in all the same', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['question'], fault);
      expect(await lookAt(op, world, ports)).toMatchObject({ state: 'signed-in', userName: 'alice' });
    });
  });
});

describe('a sign-out, the host allowed,', () => {
  describe.each(FAULTS)('where the server answers with %s', (_, fault, code) => {
    it('at the end of the session, ends it by the account API', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['question', 'end-session'], fault);
      const row = await rowAfter(world, ports);
      expect([row?.verdict.is, op.alive.size]).toEqual(['signed-out', 0]);
      expect(world.foreground).toEqual([]);
    });

    it('at the end of the session, which no other way ends, names that and step, leaves nobody before it, and can be tried again', async () => {
      const op = fakeOp('support');
      const world = allowedWorld(op);
      const { ports, broken } = faulty(world, ['question', 'end-session'], fault);
      const row = await rowAfter(world, ports);
      expect([row?.verdict.is, op.alive.size]).toEqual(['somebody', 1]);
      const details = [expect.stringMatching(/^end-session/), `HTTP ${fault.status}`];
      expect(row?.verdict.failure).toEqual({ code, details });
      expect(world.foreground).toEqual([]);
      broken.steps = [];
      expect((await rowAfter(world, ports))?.verdict.is).toBe('signed-out');
    });

    it('at userinfo, where its token was good before, does not call the session ended, and can be tried again', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports, broken } = faulty(world, [], fault);
      const { fetch } = ports;
      ports.fetch = async (url, init) => {
        const answer = await fetch(url, init);
        if (stepOf(url) === 'userinfo') broken.steps = ['userinfo'];
        return answer;
      };
      const row = await rowAfter(world, ports);
      expect(row?.verdict).toMatchObject({ is: 'not-proven', failure: named(code, 'userinfo', fault) });
      world.now += 1_000;
      // It had ended.
      expect((await rowAfter(world))?.verdict.is).toBe('nothing');
    });

    it('at the account API, says why the apps are not told', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['account'], fault);
      const run = await signOutOfAll(world, 'background', ports);
      expect([headlineIn(run), op.alive.size]).toEqual(['apps', 0]);
      expect(run?.rows[0]?.verdict.failure).toEqual(named(code, 'account', fault));
    });

    it('at the token endpoint, ends the session by its question, and says why its apps are not told', async () => {
      const op = told(fakeOp('support'));
      const world = allowedWorld(op);
      const { ports } = faulty(world, ['token'], fault);
      const row = await rowAfter(world, ports);
      expect([row?.verdict.is, op.alive.size]).toEqual(['signed-out', 0]);
      expect(row?.verdict.failure).toEqual(named(code, 'token', fault));
    });
  });
});

describe('a realm whose client must push its requests, prove possession, or leaves its issuer’s name out', () => {
  const setting = (code: string) => ({ code: 'realm-setting', details: [expect.stringContaining(code)] });
  it.each([
    ['PAR', { error: 'invalid_request', error_description: 'Pushed Authorization Request is only allowed.' }],
    ['iss', null],
  ])('is asked through the built-in client instead, once the host is allowed: %s', async (_, error) => {
    const op = told(fakeOp('support'));
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = async (url, init) => {
      const answer = await hop(url, init);
      return url.includes('/auth?') && url.includes('client_id=full-signout')
        ? spoilt(answer, error)
        : answer;
    };
    expect(await lookAt(op, world, ports)).toMatchObject({ state: 'signed-in', userName: 'alice' });
  });

  it.each([
    [
      'Pushed authorization request required: Off',
      { error: 'invalid_request', error_description: 'Pushed Authorization Request is only allowed.' },
    ],
    ['Exclude Issuer From Authentication Response: Off', null],
  ])('is named by the switch in the admin console, and ended by its question: %s', async (where, error) => {
    const op = told(fakeOp('support'));
    op.realm.client = 'registered';
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = async (url, init) => {
      const answer = await hop(url, init);
      return url.includes('/auth?') ? spoilt(answer, error) : answer;
    };
    expect(await lookAt(op, world, ports)).toMatchObject({ state: 'signed-in', failure: setting(where) });
    const row = await rowAfter(world, ports);
    expect([row?.verdict.is, op.alive.size]).toEqual(['signed-out', 0]);
    expect(row?.verdict.failure).toMatchObject(setting(where));
  });
});

/** The same answer with an error in place of a code, or without its issuer's name. */
function spoilt(answer: HopAnswer, error: Record<string, string> | null): HopAnswer {
  const to = URL.parse(answer.location ?? '');
  if (!to) return answer;
  if (error) to.searchParams.delete('code');
  else to.searchParams.delete('iss');
  for (const [name, value] of Object.entries(error ?? {})) to.searchParams.set(name, value);
  return { ...answer, location: to.href };
}

describe('a realm that an admin has disabled', () => {
  it.each(['registered', 'built-in'] as const)(
    'is called that, asked through the %s client',
    async (client) => {
      const op = told(fakeOp('support'));
      op.realm.client = client;
      const world = allowedWorld(op);
      const ports = createPorts(world);
      const { fetch, hop, webAuth } = ports;
      ports.hop = async (url, init) =>
        url.includes('/auth?') ? { status: 400, location: null, body: '<html>' } : hop(url, init);
      ports.webAuth = { ...webAuth, ask: async () => ({ ok: false, failure: 'not-loaded' }) };
      ports.fetch = async (url, init) =>
        url.endsWith('/token')
          ? Response.json({ error: 'access_denied', error_description: 'Realm not enabled' }, { status: 403 })
          : fetch(url, init);
      const status = await lookAt(op, world, ports);
      expect(status.failure).toEqual({
        code: 'realm-disabled',
        details: ['access_denied', 'Realm not enabled'],
      });
    },
  );
});

describe('a realm that is called otherwise by now', () => {
  it('is said not to be there, with its session remembered for when it is', async () => {
    const op = told(fakeOp('support'));
    const world = allowedWorld(op);
    const ports = createPorts(world);
    await lookAt(op, world, ports);
    const missing = JSON.stringify({ error: 'Realm does not exist' });
    ports.fetch = async () => new Response(missing, { status: 404 });
    ports.hop = async () => ({ status: 404, location: null, body: missing });
    ports.webAuth = { ...ports.webAuth, ask: async () => ({ ok: false, failure: 'not-loaded' }) };
    expect(await lookAt(op, world, ports)).toMatchObject({
      state: 'failed',
      failure: { code: 'realm-missing' },
    });
    expect((await rowAfter(world, ports))?.verdict.failure?.code).toBe('realm-missing');
    world.now += 1_000;
    expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
  });
});

describe('a realm that signs with another key by now', () => {
  it('is signed out of as ever: its own tokens of before are no hint and no proof', async () => {
    const op = told(fakeOp('support'));
    const world = allowedWorld(op);
    const ports = createPorts(world);
    await lookAt(op, world, ports);
    op.cookie = null;
    world.now += 31_000;
    const { fetch, hop } = ports;
    const unknownKey = {
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer error_description="Token verification failed"' },
    };
    ports.fetch = async (url, init) =>
      /userinfo|account/.test(url) ? new Response(null, unknownKey) : fetch(url, init);
    ports.hop = async (url, init) =>
      url.includes('id_token_hint') ? { status: 400, location: null, body: '<html>' } : hop(url, init);
    const row = await rowAfter(world, ports);
    expect([...op.alive]).toEqual(['s1']);
    expect(row?.verdict.is).not.toBe('signed-out');
  });
});

describe('somebody whose account is disabled, or whose directory is down,', () => {
  it('is told so, as the session that is left opens everything again afterwards, and a sign-out ends it', async () => {
    const op = told(fakeOp('support'));
    const world = allowedWorld(op);
    const ports = createPorts(world);
    await lookAt(op, world, ports);
    op.disabled = true;
    expect(await lookAt(op, world, ports)).toMatchObject({
      state: 'unknown',
      verdict: 'not-proven',
      failure: { code: 'account-disabled', details: [expect.stringContaining('User disabled')] },
    });
    expect((await rowAfter(world, ports))?.verdict.is).toBe('signed-out');
    expect(op.alive.size).toBe(0);
  });
});

describe('an OP without userinfo', () => {
  it('is asked all the same, and its own word is the proof', async () => {
    const op = Object.assign(fakeOp('support'), { isOther: true });
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (!url.includes('/openid-configuration')) return answer;
      const { userinfo_endpoint: _, ...document } = (await answer.json()) as Record<string, unknown>;
      return Response.json(document);
    };
    expect(await lookAt(op, world, ports)).toMatchObject({ state: 'signed-in', userName: 'alice' });
    expect((await rowAfter(world, ports))?.verdict.is).toBe('signed-out');
  });
});

describe('somebody whom a realm knows by a cookie, and asks to sign in all the same,', () => {
  it('is said not to be named because of that', async () => {
    const op = Object.assign(told(fakeOp('support')), { knowsNobody: true });
    const world = allowedWorld(op);
    expect(await lookAt(op, world, createPorts(world))).toMatchObject({
      state: 'signed-in',
      failure: { code: 'somebody-unnamed', details: ['login_required'] },
    });
  });
});

describe('a request that fails, and of which the browser shows no more,', () => {
  const unread = () => Promise.reject(new TypeError('Failed to fetch'));
  it.each<[string, boolean, string | null, FailureCode]>([
    ['as installed, offline', false, 'offline', 'offline'],
    ['as installed, where nothing answers', false, '', 'server-unreachable'],
    ['as installed, where something answers', false, null, 'answer-unreadable'],
    ['of an allowed host whose name is not known', true, 'net::ERR_NAME_NOT_RESOLVED', 'name-unknown'],
    [
      'of an allowed host with a bad certificate',
      true,
      'net::ERR_CERT_DATE_INVALID',
      'certificate-untrusted',
    ],
    ['of an allowed host without a network', true, 'net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['of an allowed host that refuses', true, 'net::ERR_CONNECTION_REFUSED', 'server-unreachable'],
    ['of an allowed host, by chance', true, null, 'server-unreachable'],
  ])('is told apart: %s', async (_, isAllowed, said, code) => {
    const op = fakeOp('support');
    const world = createWorld(op);
    world.hostsAllowed = isAllowed;
    const ports = { ...createPorts(world), fetch: unread, reach: async () => said };
    const { failure } = await lookAt(op, world, ports);
    expect(failure?.code).toBe(code);
    expect(failure?.details[0]).toBe('https://op.test');
  });

  it('names the Web Origin beside, where it was the one for tokens', async () => {
    const op = fakeOp('support');
    op.refuses.origin = true;
    const world = createWorld(op);
    const { failure } = await lookAt(op, world, createPorts(world));
    expect(failure).toEqual({
      code: 'answer-unreadable',
      details: ['https://op.test', 'token', 'chrome-extension://id'],
    });
  });

  it('is called broken off where the answer had begun', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const cut = () =>
      new Response(
        new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) }),
      );
    const ports = { ...createPorts(world), fetch: async () => cut() };
    expect((await lookAt(op, world, ports)).failure).toEqual({
      code: 'answer-broken',
      details: ['discovery', 'HTTP 200'],
    });
  });
});

describe('ten realms behind a limit of ten requests a second', () => {
  it('are all found, and all signed out of', async () => {
    const ops = Array.from({ length: 10 }, (_, at) => told(fakeOp(`realm-${at}`)));
    const world = allowedWorld(...ops);
    const { ports, refused } = limited(world, 10);
    await settle(
      world,
      lookAtAll(
        ops.map(({ realm }) => realm),
        ports,
      ),
    );
    for (const { realm } of ops)
      expect(statusOf(world, realm.id)).toMatchObject({ state: 'signed-in', userName: 'alice' });
    const run = await signOutOfAll(world, 'background', ports);
    expect(headlineIn(run)).toBe('signed-out');
    expect(ops.map(({ alive }) => alive.size)).toEqual(Array(10).fill(0));
    expect(refused()).toBeGreaterThan(0);
  });
});

/** A worker whose OPs stand behind one bucket of so many requests a second. */
function limited(world: World, perSecond: number): { ports: Ports; refused(): number } {
  let [tokens, filledAt, refused] = [perSecond, world.now, 0];
  const isLet = (): boolean => {
    tokens = Math.min(perSecond, tokens + ((world.now - filledAt) / 1000) * perSecond);
    filledAt = world.now;
    const isEnough = tokens >= 1;
    if (isEnough) tokens -= 1;
    else refused += 1;
    return isEnough;
  };
  const { ports } = faulty(world, [], { status: 429, body: '' });
  const { fetch, hop } = ports;
  ports.fetch = async (url, init) => {
    if (!isLet()) return new Response('', { status: 429, headers: { 'Retry-After': '1' } });
    return fetch(url, init);
  };
  ports.hop = async (url, init) =>
    isLet() ? hop(url, init) : { status: 429, location: null, body: '', retryAfter: '1' };
  return { ports, refused: () => refused };
}
