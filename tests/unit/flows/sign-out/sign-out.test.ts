import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { STATUS } from '../../../../lib/flows/kernel/records.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import {
  AFTER,
  AFTER_TAB,
  BLANK,
  type FakeOp,
  fakeOp,
  ORIGIN,
  REDIRECT,
  signIn,
  TOKEN_LIFE,
} from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import {
  headlineIn,
  lastRun,
  NO_APPS,
  remember,
  rowAfter,
  settleUntil,
  signOutOfAll,
  startSignOut,
  statusOf,
} from './kit.ts';

function allowedWorld(...ops: FakeOp[]): World {
  const world = createWorld(...ops);
  world.hostsAllowed = true;
  return world;
}

/** A sign-out that stands at a tab, at an OP that asks whoever it is. */
async function waitForPerson(makeWorld: (op: FakeOp) => World) {
  const op = fakeOp('support');
  op.alwaysAsks = true;
  op.asksNobodyToo = true;
  const world = makeWorld(op);
  const { done } = await settle(world, startSignOut(world, createPorts(world)));
  await settleUntil(world, () => world.foreground.length > 0);
  return { op, world, done };
}

const WORLDS = [
  ['as installed', createWorld],
  ['with the host allowed', allowedWorld],
] as const;

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

  it('ends the session that is in the browser as well as the one it remembers', async () => {
    const op = fakeOp('support', 's1');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    world.now += 40_000;
    signIn(op, 's2');
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect([...op.alive]).toEqual([]);
  });

  it('finds and ends the session of whoever has signed in since the popup looked', async () => {
    const op = fakeOp('support', 's1');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect([...op.alive]).toEqual([]);
  });

  it('ends a remembered session that lives on although the browser has lost its cookie', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    op.cookie = null;
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(op.alive.size).toBe(0);
  });

  it('ends a session by another way where the OP has led back and it lives on', async () => {
    const op = fakeOp('support');
    op.endsNothing = 1;
    const world = makeWorld(op);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(op.alive.size).toBe(0);
  });

  it('ends another session too that came into the browser while the first was taken', async () => {
    const op = fakeOp('support');
    op.clearsAnyCookie = true;
    const world = allowedWorld(op);
    const ports = createPorts(world);
    let swapped = false;
    ports.marks.compare = async (_, sid) => {
      if (!swapped) signIn(op, 's2');
      swapped = true;
      return sid === op.cookie ? 'equal' : 'other';
    };
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect([...op.alive]).toEqual([]);
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

  it('is not stopped for one realm by the failure of another', async () => {
    const down = fakeOp('down');
    down.down = true;
    const world = makeWorld(down, fakeOp('staff'));
    const run = await signOutOfAll(world);
    expect(run?.rows.map(({ verdict }) => [verdict.is, verdict.failure?.code])).toEqual([
      ['not-proven', 'server-unreachable'],
      ['signed-out', undefined],
    ]);
    expect(headlineIn(run)).toBe('not-proven');
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

  it('opens a tab for an OP that wants a person, and proves it when the person is done', async () => {
    const { op, world, done } = await waitForPerson(makeWorld);
    op.alive.clear();
    op.cookie = null;
    op.asksNobodyToo = false;
    closeTab(world, world.opened);
    await settle(world, done);
    expect(lastRun(world)?.rows[0]).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(world.foreground).toEqual([expect.stringContaining('/post.html#')]);
  });

  it('says still signed in when the person closes that tab, and opens no other', async () => {
    const { world, done } = await waitForPerson(makeWorld);
    closeTab(world, world.opened);
    await settle(world, done);
    const row = lastRun(world)?.rows[0];
    expect(row).toMatchObject({ verdict: { is: 'somebody', failure: { code: 'still-signed-in' } } });
    expect(world.foreground).toHaveLength(1);
  });

  it('shows the results of all realms in one tab', async () => {
    const world = makeWorld(fakeOp('support'), fakeOp('staff'));
    const run = await signOutOfAll(world, 'tab');
    expect(run?.rows.map(({ verdict }) => verdict.is)).toEqual(['signed-out', 'signed-out']);
    expect([...world.tabs.values()]).toEqual([`${AFTER_TAB}#run=${run?.id}`]);
  });

  it('stores no token where pages read', async () => {
    const world = makeWorld(fakeOp('support'), fakeOp('staff'));
    await signOutOfAll(world);
    const shown = [...world.records].filter(([key]) => /^(status|run|row):/.test(key));
    expect(shown.length).toBeGreaterThan(3);
    expect(JSON.stringify(shown)).not.toMatch(/id-s1|access-s1/);
  });

  it('puts no hint into the address of a tab', async () => {
    const op = fakeOp('support');
    op.alwaysAsks = true;
    const world = makeWorld(op);
    const { done } = await settle(world, startSignOut(world, createPorts(world)));
    await Promise.race([settle(world, done), settleUntil(world, () => world.foreground.length > 0)]);
    expect([...world.tabs.values(), ...world.foreground].join()).not.toContain('id_token_hint');
  });

  it('does not believe an address that comes back with another state', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    const ports = createPorts(world);
    const forge = (address: string) => address.replace(/state=[^&]*/, 'state=forged');
    const { hop, webAuth } = ports;
    const ask = webAuth.ask.bind(webAuth);
    ports.hop = async (url, init) => {
      const answer = await hop(url, init);
      const forged = url.includes('id_token_hint') ? forge(answer.location ?? '') : answer.location;
      return { ...answer, location: forged };
    };
    ports.webAuth.ask = async (request) => {
      const answer = await ask(request);
      return answer.ok && request.url.includes('id_token_hint')
        ? { ok: true, address: forge(answer.address) }
        : answer;
    };
    // The session has ended all the same, which its token and the question say.
    const row = await rowAfter(world, ports);
    expect(row?.verdict.is).toBe('signed-out');
    const facts = JSON.stringify([...world.records].filter(([key]) => key.startsWith('row:')));
    expect(facts).not.toContain('"landing":"leads"');
  });
});

describe('a sign-out', () => {
  it('begins with the session that the popup has found, for half a minute, where the browser’s cookie is seen to be its own', async () => {
    for (const [seconds, makeWorld, codes] of [
      [29, allowedWorld, 0],
      [31, allowedWorld, 1],
      [29, createWorld, 1],
    ] as const) {
      const op = fakeOp('support');
      const world = makeWorld(op);
      await settle(world, remember(op, world));
      world.now += seconds * 1000;
      const before = op.codes;
      expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
      expect(op.codes - before).toBe(codes);
    }
  });

  it('waits for a look that is under way, and begins with what it finds', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const look = lookAtAll([op.realm], ports);
    const { done } = await startSignOut(world, ports);
    await settle(world, Promise.all([look, done]));
    expect(lastRun(world)?.rows[0]).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(op.codes).toBe(1);
  });

  it('with the host allowed takes three requests after the popup has looked, none of which is followed', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    world.hops.length = 0;
    const asked = op.userinfo;
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(world.hops).toHaveLength(2);
    expect(op.userinfo - asked).toBe(1);
  });

  it('names the redirect URI where the OP refuses the client, and lets the OP ask the person', async () => {
    const op = fakeOp('support');
    op.refuses.client = true;
    const world = createWorld(op);
    const { done } = await settle(world, startSignOut(world, createPorts(world)));
    await settleUntil(world, () => world.foreground.length > 0);
    closeTab(world, world.opened);
    await settle(world, done);
    expect(lastRun(world)?.rows[0]?.verdict).toMatchObject({
      is: 'not-proven',
      failure: { code: 'client-refused', details: ['full-signout', REDIRECT] },
    });
  });

  it('ends a session of which no token could be had by Keycloak’s own question, and proves it by the same', async () => {
    const op = fakeOp('support');
    op.refuses.origin = true;
    const world = allowedWorld(op);
    expect((await rowAfter(world))?.verdict).toMatchObject({ is: 'signed-out' });
    expect(op.alive.size).toBe(0);
    expect(world.foreground).toEqual([]);
  });

  it('names the Web Origin where only the token endpoint refuses, once the person has answered the OP', async () => {
    const op = fakeOp('support');
    op.refuses.origin = true;
    const world = createWorld(op);
    const { done } = await settle(world, startSignOut(world, createPorts(world), howTo('tab')));
    await settleUntil(world, () => world.foreground.length > 0);
    closeTab(world, world.opened);
    await settle(world, done);
    expect(lastRun(world)?.rows[0]?.verdict.failure).toEqual({
      code: 'web-origin-missing',
      details: [ORIGIN],
    });
    expect(headlineIn(lastRun(world))).not.toBe('signed-out');
  });

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

  it('finds somebody whom prompt=none does not know, and ends that session by the question', async () => {
    const op = fakeOp('support');
    op.knowsNobody = true;
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in', failure: { code: 'somebody-unnamed' } });
    expect((await rowAfter(world))?.verdict).toMatchObject({ is: 'signed-out' });
    expect(op.alive.size).toBe(0);
  });

  it('has the person answer the question where it cannot be read and prompt=none knows nobody', async () => {
    const op = fakeOp('support');
    op.knowsNobody = true;
    const world = createWorld(op);
    const { done } = await settle(world, startSignOut(world, createPorts(world)));
    await settleUntil(world, () => world.foreground.length > 0);
    op.alive.clear();
    world.register.mark(world.opened, 'arrived');
    await settle(world, done);
    expect(lastRun(world)?.rows[0]).toMatchObject({ verdict: { is: 'signed-out' } });
  });

  it.each([
    ['in', 's-up'],
    ['out', null],
  ] as const)(
    'takes a provider for %s by its own question, where its flow says login_required to everybody',
    async (is, session) => {
      const [op, up] = [fakeOp('support'), fakeOp('up', session)];
      up.knowsNobody = true;
      op.provider = `${up.realm.issuer}/protocol/openid-connect/auth?redirect_uri=x`;
      op.account = {
        ...NO_APPS,
        'linked-accounts': [{ connected: true, providerAlias: 'partner', displayName: 'Head office' }],
      };
      const world = allowedWorld(op, up);
      const order = { realms: [op.realm], scope: 'these' as const, how: howTo('background') };
      const { done } = await settle(world, signOut(order, [op.realm], createPorts(world)));
      await settle(world, done);
      expect(lastRun(world)?.rows[0]?.verdict.providers).toMatchObject([{ alias: 'partner', is }]);
      expect(up.alive.size).toBe(session ? 1 : 0);
    },
  );

  it.each([true, false])(
    'sends a hint although its token is refused: only the client’s part may have gone (allowed: %s)',
    async (allowed) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = allowed;
      await settle(world, remember(op, world));
      signIn(op, 's2');
      const ports = createPorts(world);
      const { fetch } = ports;
      ports.fetch = async (url, init) => {
        const isFirst = new Headers(init.headers).get('Authorization')?.startsWith('Bearer access-s1@');
        return isFirst && url.endsWith('/userinfo') ? new Response(null, { status: 401 }) : fetch(url, init);
      };
      expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out' } });
      expect([...op.alive]).toEqual([]);
    },
  );

  it.each([true, false])(
    'proves the end of a remembered session whose token has expired (allowed: %s)',
    async (allowed) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = allowed;
      await settle(world, remember(op, world));
      op.alive.delete('s1');
      world.now += 2 * TOKEN_LIFE;
      signIn(op, 's2');
      expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
      expect([...op.alive]).toEqual([]);
    },
  );

  it('does not take login_required for nobody where this client was never recognised', async () => {
    const op = fakeOp('support');
    op.knowsNobody = true;
    op.asksNobodyToo = true;
    const world = createWorld(op);
    await settle(world, remember(op, world));
    expect(statusOf(world)).toMatchObject({ state: 'unknown' });
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict.is).toBe('not-proven');
  });

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

  it('leaves a realm that is being signed out to the sign-out under way, and shows it', async () => {
    const [busy, free] = [fakeOp('support'), fakeOp('staff')] as const;
    busy.alwaysAsks = true;
    busy.asksNobodyToo = true;
    const world = createWorld(busy, free);
    const ports = createPorts(world);
    const realms = [busy.realm, free.realm];
    const one = await settle(
      world,
      signOut({ realms: [busy.realm], scope: 'these', how: howTo('background') }, realms, ports),
    );
    await settleUntil(world, () => world.foreground.length > 0);
    const all = await settleUntilDone(world, startSignOut(world, ports));
    expect(all.runId).not.toBe(one.runId);
    await settleUntil(world, () => lastRun(world)?.rows[1]?.step === undefined);
    expect(lastRun(world)?.rows.map(({ label, step }) => [label, step !== undefined])).toEqual([
      ['support', true],
      ['staff', false],
    ]);
    expect(headlineIn(lastRun(world))).toBe('working');
    closeTab(world, world.opened);
    await settle(world, Promise.all([one.done, all.done]));
    expect(headlineIn(lastRun(world))).toBe('somebody');
  });

  it('gives no sign-out where every realm is being signed out already', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    const [first, second] = await Promise.all([startSignOut(world, ports), startSignOut(world, ports)]);
    await settle(world, first.done);
    expect(second.runId).toBeNull();
    expect(lastRun(world)?.id).toBe(first.runId);
  });
});

/** Waits for something without letting time pass. */
async function settleUntilDone<T>(world: World, work: Promise<T>): Promise<T> {
  let done = false;
  void work.finally(() => {
    done = true;
  });
  await settleUntil(world, () => done);
  return work;
}
