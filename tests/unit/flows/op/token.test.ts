import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../lib/flows/kernel/sessions.ts';
import { openOp } from '../../../../lib/flows/op/handle.ts';
import { askToken, type TokenAnswer } from '../../../../lib/flows/op/token.ts';
import type { Discovery } from '../../../../lib/protocol/discovery.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import { sessionIn } from './session-kit.ts';

type Resource = 'userinfo' | 'account';
type Answers = Record<Resource, (url: string) => Response | Promise<Response>>;

/** What either resource answers a good token: a list of devices is no record, and userinfo's is one with a name. */
const accepts = (url: string) => Response.json(url.includes('/account/') ? [] : { sub: 'alice' });
const refuses = () => new Response(null, { status: 401 });
const refusesGone = () =>
  new Response(null, {
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer error_description="user_session_not_found"' },
  });

/** Asks about a token, and says at which resources that was. */
async function ask(
  answers: Answers,
  different: Partial<Session> = {},
  world = createWorld(fakeOp('support')),
  discovered: Partial<Discovery> = {},
): Promise<{ answer: TokenAnswer; asked: Resource[] }> {
  const ports = createPorts(world);
  const [{ realm }] = world.ops as [ReturnType<typeof fakeOp>];
  const { metadata, ...handle } = await settle(world, openOp(realm, ports));
  const op = { ...handle, metadata: { ...metadata, ...discovered } };
  const asked: Resource[] = [];
  ports.fetch = async (url, init) => {
    const at = url.includes('/account/') ? 'account' : 'userinfo';
    asked.push(at);
    expect(new Headers(init.headers).get('Authorization')).toBe('Bearer access-s1');
    expect(init.credentials).toBe('omit');
    return answers[at](url);
  };
  return { answer: await settle(world, askToken(op, sessionIn(world, different), ports)), asked };
}

describe('the token of a session', () => {
  it('that was never tried is tried at userinfo', async () => {
    const { answer, asked } = await ask({ userinfo: accepts, account: refuses });
    expect([answer, asked]).toEqual([{ is: 'accepted', by: 'userinfo' }, ['userinfo']]);
  });

  it('that is a lightweight one, which userinfo refuses, is tried at the account API', async () => {
    const { answer, asked } = await ask({ userinfo: refuses, account: accepts });
    expect([answer, asked]).toEqual([{ is: 'accepted', by: 'account' }, ['userinfo', 'account']]);
  });

  it('is tried at the account API alone where the OP has no userinfo', async () => {
    const world = createWorld(fakeOp('support'));
    const answers = { userinfo: refusesGone, account: accepts };
    const { answer, asked } = await ask(answers, {}, world, { userinfo_endpoint: undefined });
    expect([answer, asked]).toEqual([{ is: 'accepted', by: 'account' }, ['account']]);
  });

  it('is refused where the OP says that its session has gone, whatever was tried before', async () => {
    const { answer, asked } = await ask({ userinfo: refusesGone, account: accepts });
    expect([answer, asked]).toEqual([{ is: 'refused', by: 'userinfo' }, ['userinfo']]);
  });

  it('that nothing accepts is not thereby refused', async () => {
    expect((await ask({ userinfo: refuses, account: refuses })).answer.is).toBe('unclear');
  });

  it('that gets no answer is not tried elsewhere: a server that is silent is waited for once', async () => {
    const silent = () => Promise.reject(new TypeError('no answer'));
    const { answer, asked } = await ask({ userinfo: silent, account: accepts });
    expect([answer, asked]).toEqual([{ is: 'unclear', by: 'userinfo' }, ['userinfo']]);
  });

  it('is refused only where it was accepted before: at userinfo', async () => {
    const gone = { userinfo: refuses, account: accepts };
    expect((await ask(gone, { acceptedBy: 'userinfo' })).answer).toEqual({ is: 'refused', by: 'userinfo' });
    const lives = { userinfo: accepts, account: refusesGone };
    expect((await ask(lives, { acceptedBy: 'userinfo' })).answer).toEqual({ is: 'accepted', by: 'userinfo' });
  });

  it('is refused only where it was accepted before: at the account API', async () => {
    const gone = { userinfo: refuses, account: refuses };
    expect((await ask(gone, { acceptedBy: 'account' })).answer).toEqual({ is: 'refused', by: 'account' });
    const lives = { userinfo: refusesGone, account: accepts };
    expect((await ask(lives, { acceptedBy: 'account' })).answer).toEqual({ is: 'accepted', by: 'account' });
  });

  it('that the account API refuses without a reason is not refused with its session where userinfo takes it', async () => {
    const { answer } = await ask({ userinfo: accepts, account: refuses }, { acceptedBy: 'account' });
    expect(answer).toEqual({ is: 'accepted', by: 'userinfo' });
  });

  it.each<[string, () => Response | Promise<Response>, object]>([
    ['is silent', () => new Promise(() => undefined), { code: 'timed-out' }],
    ['gives no answer', () => Promise.reject(new TypeError('Failed to fetch')), {}],
    ['cannot be asked now', () => new Response(null, { status: 503 }), { code: 'server-unavailable' }],
  ])(
    'that the account API refuses without a reason is not refused with its session where userinfo %s',
    async (_, userinfo, cause) => {
      const { answer } = await ask({ userinfo, account: refuses }, { acceptedBy: 'account' });
      expect(answer).toMatchObject({ is: 'unclear', by: 'account' });
      expect(answer.cause ?? {}).toMatchObject(cause);
    },
  );

  it('proves nothing by a 401 once it has expired, be it during the request', async () => {
    const world = createWorld(fakeOp('support'));
    const slow = (): Response => {
      world.now += 2_000;
      return refuses();
    };
    const answers = { userinfo: slow, account: accepts };
    const expiresAt = world.now + 1_000;
    expect((await ask(answers, { acceptedBy: 'userinfo', expiresAt }, world)).answer.is).toBe('expired');
    const longer = world.now + 60_000;
    expect((await ask(answers, { acceptedBy: 'userinfo', expiresAt: longer }, world)).answer.is).toBe(
      'refused',
    );
  });

  it('proves nothing by a 401 where the clock was put back since it was taken: it may have expired', async () => {
    const world = createWorld(fakeOp('support'));
    const takenAt = world.now + 1;
    const different = { acceptedBy: 'userinfo', takenAt, expiresAt: takenAt + 60_000 } as const;
    const answers = { userinfo: refuses, account: accepts };
    expect((await ask(answers, different, world)).answer.is).toBe('expired');
  });

  it.each<[string, () => Response | Promise<Response>]>([
    ['answers with an error of its own', () => new Response(null, { status: 500 })],
    ['forbids', () => new Response(null, { status: 403 })],
    ['gives no answer', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['is silent', () => new Promise(() => undefined)],
  ])('is neither accepted nor refused where the server %s', async (_, answer) => {
    expect(
      (await ask({ userinfo: answer, account: accepts }, { acceptedBy: 'userinfo' })).answer,
    ).toMatchObject({ is: 'unclear', by: 'userinfo' });
  });

  it.each<Resource>(['userinfo', 'account'])(
    'is not refused with its session where the realm has another key by now: it was accepted by %s',
    async (acceptedBy) => {
      const description = 'Bearer error="invalid_token", error_description="Token verification failed"';
      const unknownKey = () =>
        new Response(null, { status: 401, headers: { 'WWW-Authenticate': description } });
      const answers = { userinfo: unknownKey, account: refuses };
      expect((await ask(answers, { acceptedBy })).answer).toEqual({ is: 'void', by: acceptedBy });
    },
  );

  it.each<[string, () => Response, object]>([
    [
      'a proxy’s error',
      () => new Response('<html>', { status: 503 }),
      { code: 'server-unavailable', details: ['userinfo', 'HTTP 503'] },
    ],
    [
      'a page of the network, which accepts everything',
      () => new Response('<html>'),
      { code: 'page-instead', details: ['userinfo', 'HTTP 200'] },
    ],
    [
      'a page of the network, which refuses everything',
      () => new Response('<html>', { status: 401 }),
      { code: 'page-instead', details: ['userinfo', 'HTTP 401'] },
    ],
  ])('is neither accepted nor refused by %s, which is named', async (_, userinfo, cause) => {
    const { answer } = await ask({ userinfo, account: accepts }, { acceptedBy: 'userinfo' });
    expect(answer).toEqual({ is: 'unclear', by: 'userinfo', cause });
  });

  it('opens nothing as long as its account is disabled, and says so', async () => {
    const description = 'Bearer error="invalid_token", error_description="User disabled"';
    const userinfo = () => new Response(null, { status: 401, headers: { 'WWW-Authenticate': description } });
    expect((await ask({ userinfo, account: refuses })).answer).toEqual({
      is: 'accepted',
      by: 'userinfo',
      cause: { code: 'account-disabled', details: [description] },
    });
  });

  const portal = () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });
  it.each<[string, Resource, () => Response]>([
    ['a page of a portal', 'userinfo', portal],
    ['nothing', 'userinfo', () => new Response('')],
    ['half of an answer', 'userinfo', () => new Response('{"sub":"al')],
    ['an answer about somebody else', 'userinfo', () => Response.json({ sub: 'bob' })],
    ['a page of a portal', 'account', portal],
    ['a record of something else', 'account', () => Response.json({ error: 'maintenance' })],
  ])('is not accepted by a 200 with %s in place of the answer: %s', async (_, at, answer) => {
    const answers = { userinfo: refuses, account: refuses, [at]: answer };
    expect((await ask(answers, { acceptedBy: at })).answer).toMatchObject({ is: 'unclear', by: at });
  });

  it('is accepted by a userinfo that comes as a JWT, which may be encrypted', async () => {
    const jwt = () => new Response('a.b.c', { headers: { 'Content-Type': 'application/jwt;charset=utf-8' } });
    expect((await ask({ userinfo: jwt, account: refuses })).answer).toEqual({
      is: 'accepted',
      by: 'userinfo',
    });
  });
});
