import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { STATUS } from '../../../../lib/flows/kernel/records.ts';
import { AFTER, BLANK, fakeOp, TOKEN_LIFE } from '../../fake-op.ts';
import { createPorts, settle } from '../../world.ts';
import {
  allowedWorld,
  headlineIn,
  lastRun,
  NO_APPS,
  remember,
  rowAfter,
  signOutOfAll,
  statusOf,
  WORLDS,
} from './kit.ts';

describe.each(WORLDS)('a sign-out %s', (_rig, makeWorld) => {
  it('ends the session in the browser and says signed out only once its token is refused', async () => {
    const op = fakeOp('support');
    op.account = NO_APPS;
    const world = makeWorld(op);
    const run = await signOutOfAll(world);
    expect(run?.rows[0]).toMatchObject({ issuer: op.realm.issuer, verdict: { is: 'signed-out' } });
    expect(headlineIn(run)).toBe('signed-out');
    expect(op.alive.size).toBe(0);
    expect(statusOf(world)).toMatchObject({ state: 'signed-out', verdict: 'signed-out' });
  });

  it('says that there was nothing to sign out of, and signs nobody in by asking', async () => {
    const op = fakeOp('support', null);
    const world = makeWorld(op);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'nothing' } });
    expect(headlineIn(lastRun(world))).toBe('nothing');
    expect([op.codes, op.alive.size]).toEqual([0, 0]);
  });

  it.each([
    ['a moment ago', 1_000],
    ['a while ago', 40_000],
  ])(
    'is a sign-out, and not nothing, where the session that the popup saw %s was ended elsewhere',
    async (_when, ms) => {
      const op = fakeOp('support');
      op.account = NO_APPS;
      const world = makeWorld(op);
      await settle(world, remember(op, world));
      op.alive.clear();
      world.now += ms;
      expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
    },
  );

  it.each([
    ['a moment ago', 1_000],
    ['a while ago', 40_000],
  ])(
    'ends the session that the popup saw %s of somebody whom an admin has disabled since',
    async (_when, ms) => {
      const op = fakeOp('support');
      op.account = NO_APPS;
      const world = makeWorld(op);
      await settle(world, remember(op, world));
      op.disabled = true;
      world.now += ms;
      expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
      expect(op.alive.size).toBe(0);
    },
  );

  it('does not take the refusal of somebody whom an admin has disabled for the end of the session', async () => {
    const op = fakeOp('support');
    op.account = NO_APPS;
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    op.disabled = true;
    // Nothing ends it.
    op.endsNothing = 10;
    await signOutOfAll(world);
    expect(op.alive.size).toBe(1);
    expect(headlineIn(lastRun(world))).toBe('not-proven');
  });

  it('says that apps may be open where nobody could say what a session held that was ended elsewhere', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    op.alive.clear();
    world.now += 40_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('apps');
  });

  it('ends a session by another way where the OP has led back and it lives on', async () => {
    const op = fakeOp('support');
    op.endsNothing = 1;
    const world = makeWorld(op);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(op.alive.size).toBe(0);
  });

  it('says that somebody has come in again by itself, at most after three rounds', async () => {
    const op = fakeOp('support');
    op.signsInAgain = true;
    const world = makeWorld(op);
    const row = await rowAfter(world);
    expect(row).toMatchObject({ verdict: { is: 'again', failure: { code: 'signed-in-again' } } });
    expect(headlineIn(lastRun(world))).toBe('again');
    expect(op.alive.size).toBe(1);
  });

  it('keeps a token that could not be tried, and does not say signed out', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      if (url.endsWith('/userinfo') && op.alive.size === 0) throw new TypeError('Failed to fetch');
      return fetch(url, init);
    };
    const row = await rowAfter(world, ports);
    expect(row).toMatchObject({ verdict: { is: 'not-proven', failure: { code: 'not-proven' } } });
    expect(statusOf(world)).toMatchObject({ state: 'unknown' });
    expect([...world.records.keys()].filter((key) => key.startsWith('session:'))).toHaveLength(1);
  });

  it('does not take the refusal of a token that has expired meanwhile for a proof', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) => {
      if (url.endsWith('/userinfo') && op.alive.size === 0) world.now += TOKEN_LIFE;
      return fetch(url, init);
    };
    expect(await rowAfter(world, ports)).toMatchObject({
      verdict: { is: 'not-proven', failure: { code: 'token-expired' } },
    });
  });

  it('does not take the refusal of all tokens of a client or a key for the end of a session, but the OP’s word for it', async () => {
    const voids = 'Bearer error="invalid_token", error_description="Token verification failed"';
    for (const [takesHints, is] of [
      [false, 'not-proven'],
      [true, 'signed-out'],
    ] as const) {
      const op = fakeOp('support');
      const world = makeWorld(op);
      await settle(world, remember(op, world));
      // The browser loses its cookies, and the session lives on at the server.
      op.cookie = null;
      const ports = createPorts(world);
      const { fetch, hop } = ports;
      const { ask } = ports.webAuth;
      const isHinted = (url: string) => !takesHints && url.includes('id_token_hint');
      ports.fetch = async (url, init) =>
        url.endsWith('/userinfo') || isHinted(url)
          ? new Response(null, { status: 401, headers: { 'WWW-Authenticate': voids } })
          : fetch(url, init);
      ports.hop = async (url, init) =>
        isHinted(url) ? { status: 400, location: null, body: '' } : hop(url, init);
      ports.webAuth.ask = async (request) =>
        isHinted(request.url) ? { ok: false, failure: 'not-loaded' } : ask(request);
      expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is } });
      expect(op.alive.size).toBe(takesHints ? 0 : 1);
    }
  });

  it('never says signed out while the session lives on', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    // The server says that it has ended, and has not.
    const { alive } = op;
    op.alive = new Proxy(alive, {
      get: (set, name) => {
        if (name === 'delete') return () => true;
        const value = Reflect.get(set, name);
        return typeof value === 'function' ? value.bind(set) : value;
      },
    });
    const run = await signOutOfAll(world);
    expect(run?.rows[0]).toMatchObject({ verdict: { failure: { code: 'session-left' } } });
    expect(headlineIn(run)).toBe('not-proven');
  });

  it('keeps what it has proven although the machine has slept through its deadline meanwhile', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    let slept = false;
    // The token's answer comes late, but the OP names the reason: it proves the end whenever it comes.
    const headers = { 'WWW-Authenticate': 'Bearer error_description="user_session_not_found"' };
    ports.fetch = async (url, init) => {
      const answer = await fetch(url, init);
      if (op.alive.size > 0 || !url.endsWith('/userinfo')) return answer;
      if (!slept) world.now += 2 * LIMITS.signOut;
      slept = true;
      return new Response(null, { status: 401, headers });
    };
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(slept).toBe(true);
  });

  it('says that a person may still be in where the server has fallen silent since it was seen', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    op.down = true;
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'may-remain' } });
    expect(statusOf(world)).toMatchObject({ state: 'failed', userName: 'alice' });
  });

  it('says the same where the popup had only seen that somebody is in, and again while nothing can be learnt', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    world.records.set(STATUS + op.realm.id, { state: 'signed-in' });
    op.down = true;
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'may-remain' } });
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'may-remain' } });
  });
});

describe('a sign-out', () => {
  it.each(WORLDS)(
    'ends the session all the same %s, and names the refused post-logout URI',
    async (_rig, make) => {
      const op = fakeOp('support');
      const world = make(op);
      await settle(world, remember(op, world));
      op.refuses = { afterUri: true };
      const row = await rowAfter(world);
      expect(op.alive.size).toBe(0);
      expect(row?.verdict.failure).toEqual({ code: 'post-logout-uri-refused', details: [AFTER] });
    },
  );

  it('ends exactly the session by the account API where the OP passes the sign-out on and nobody answers', async () => {
    const op = fakeOp('support');
    op.account = { 'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients: [] }] }] };
    op.passesOn = 'https://up.test/logout';
    const world = allowedWorld(op);
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict).toMatchObject({ is: 'signed-out' });
    expect(run?.rows[0]?.verdict.providers).toEqual([{ alias: 'up.test', name: 'up.test', is: 'unknown' }]);
    expect(headlineIn(run)).toBe('provider');
    expect(world.hops.filter((url) => url.startsWith('https://up.test'))).toEqual([]);
  });

  it('takes a page that cannot be understood for an end only by the OP’s own word, and names its apps as not told', async () => {
    const op = fakeOp('support');
    const clients = [{ clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/' }];
    op.account = {
      'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients }] }],
      applications: clients,
    };
    op.page = { ...BLANK, scripts: '' };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.pages.read = async () => {
      throw new Error('no parser');
    };
    const row = await rowAfter(world, ports);
    expect(row?.verdict.is).toBe('signed-out');
    expect(row?.verdict.apps).toMatchObject([
      { name: 'Wiki', state: 'unknown', cause: { code: 'app-page-unread' } },
    ]);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });
});
