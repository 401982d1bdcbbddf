import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { signInAndReport } from '../../../../lib/flows/sign-in/sign-in.ts';
import { fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';
import { startSignOut } from '../sign-out/kit.ts';

const statusOf = (world: World, realm = 'support') => world.records.get(`status:${realm}`);

describe('finding out who is signed in', () => {
  it('recognises whoever signed in through any app', async () => {
    const op = fakeOp('support', 'other-app');
    const world = createWorld(op);
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in', userName: 'alice' });
  });

  it('says signed out, and keeps a proven result in sight', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    await settle(world, (await settle(world, startSignOut(world, ports))).done);
    await settle(world, lookAtAll([op.realm], ports));
    expect(statusOf(world)).toMatchObject({ state: 'signed-out', verdict: 'signed-out' });
  });

  it('names a dead server without stopping the others', async () => {
    const down = fakeOp('down');
    down.down = true;
    const up = fakeOp('support');
    const world = createWorld(down, up);
    await settle(world, lookAtAll([down.realm, up.realm], createPorts(world)));
    expect(statusOf(world, 'down')).toMatchObject({
      state: 'failed',
      failure: { code: 'server-unreachable' },
    });
    expect(statusOf(world)).toMatchObject({ state: 'signed-in' });
  });

  it('does not overwrite what a later sign-out says', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const check = lookAtAll([op.realm], ports);
    const { done } = await settle(world, startSignOut(world, ports));
    await settle(world, Promise.all([check, done]));
    expect(statusOf(world)).toMatchObject({ state: 'signed-out', verdict: 'signed-out' });
  });

  it('writes nothing over a sign-out that begins while it reads what was known', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const said: unknown[] = [];
    const { get, set } = ports.session;
    let begun: ReturnType<typeof startSignOut> | undefined;
    ports.session.get = async (keys) => {
      const records = await get(keys);
      if (begun || keys?.[0] !== 'status:support') return records;
      begun = startSignOut(world, ports);
      await begun;
      return records;
    };
    ports.session.set = async (items) => {
      if ('status:support' in items) said.push(items['status:support']);
      return set(items);
    };
    await settle(world, lookAtAll([op.realm], ports));
    await settle(world, (await begun)?.done ?? Promise.reject(new Error('not begun')));
    expect(said.filter((status) => (status as RealmStatus).checking)).toEqual([]);
    expect(statusOf(world)).toMatchObject({ state: 'signed-out', verdict: 'signed-out' });
  });

  it('takes one request where the host is allowed, and no window', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    world.hostsAllowed = true;
    const ports = createPorts(world);
    ports.webAuth.ask = async () => ({ ok: false, failure: 'not-loaded' });
    await settle(world, lookAtAll([op.realm], ports));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in' });
  });

  it('goes the browser’s own way where no answer to that request may be seen', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    world.hostsAllowed = true;
    const ports = createPorts(world);
    ports.hop = async () => {
      throw new TypeError('Failed to fetch');
    };
    await settle(world, lookAtAll([op.realm], ports));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in' });
  });

  it('says that somebody is signed in, and why the OP does not say who', async () => {
    const op = fakeOp('support');
    op.refuses = { redirect: true, builtIn: true };
    const world = createWorld(op);
    world.hostsAllowed = true;
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in', failure: { code: 'client-refused' } });
  });

  it('names who is there through the built-in client, where the registered one is refused', async () => {
    const op = fakeOp('support');
    op.refuses.client = true;
    const world = createWorld(op);
    world.hostsAllowed = true;
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in', userName: 'alice' });
  });

  it('signs nobody in: where nobody is, the question alone is asked', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    world.hostsAllowed = true;
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    expect(statusOf(world)).toEqual({ state: 'signed-out' });
    expect(world.hops.map((url) => new URL(url).pathname.split('/').at(-1))).toEqual(['logout']);
  });

  it('does not say signed out of a session that lives on without a cookie here', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    op.cookie = null;
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    const left = { state: 'unknown', verdict: 'not-proven', failure: { code: 'session-left', details: [] } };
    expect(statusOf(world)).toEqual(left);
    op.alive.clear();
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    expect(statusOf(world)).toMatchObject({ state: 'signed-out' });
  });

  it('forgets no session that it has found before', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    signIn(op, 's2');
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    const kept = [...world.records.keys()].filter((key) => key.startsWith('session:'));
    expect(kept).toEqual(['session:support:s1', 'session:support:s2']);
  });

  it('names a server that answers later than its limit', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    ports.fetch = () => new Promise(() => undefined);
    await settle(world, lookAtAll([op.realm], ports));
    expect(statusOf(world)).toMatchObject({ failure: { code: 'timed-out', details: ['discovery', '10 s'] } });
  });

  it.each([
    ['HTML', () => new Response('<html>', { status: 200 }), 'page-instead'],
    [
      'no such realm',
      () => Response.json({ error: 'Realm does not exist' }, { status: 404 }),
      'realm-missing',
    ],
    ['no such page', () => new Response('<html>', { status: 404 }), 'not-a-realm'],
    ['another issuer', () => Response.json({ ...anotherIssuer() }), 'issuer-mismatch'],
  ])('names a server that answers discovery with %s', async (_, answer, code) => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    ports.fetch = async () => answer();
    await settle(world, lookAtAll([op.realm], ports));
    expect(statusOf(world)).toMatchObject({ state: 'failed', failure: { code } });
  });
});

describe('signing in', () => {
  it('needs no window where somebody is signed in already', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const { ask } = ports.webAuth;
    ports.webAuth.ask = (request) => {
      if (request.interactive) throw new Error('a window was opened');
      return ask(request);
    };
    await settle(world, signInAndReport(op.realm, ports));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in' });
  });

  it('in a tab is waited for no longer because the clock was put back meanwhile', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    const began = world.now;
    world.hostsAllowed = true;
    const ports = createPorts(world);
    const { open } = ports.tabs;
    ports.tabs.open = async (url) => {
      const tabId = await open(url);
      const done = () => {
        world.now -= 5 * 3_600_000;
        // Timers go on as before.
        for (const timer of world.timers) timer.at -= 5 * 3_600_000;
        world.register.mark(tabId, 'loaded');
      };
      world.timers.add({ at: world.now + 1_000, done });
      return tabId;
    };
    const realm = { ...op.realm, client: 'built-in' as const };
    await expect(settle(world, signInAndReport(realm, ports))).rejects.toMatchObject({ code: 'timed-out' });
    expect(world.now).toBeLessThan(began);
  });

  it('says that the person closed the window', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    const ports = createPorts(world);
    const { ask } = ports.webAuth;
    ports.webAuth.ask = async (request) =>
      request.interactive ? { ok: false, failure: 'closed' } : ask(request);
    await expect(settle(world, signInAndReport(op.realm, ports))).rejects.toMatchObject({
      code: 'window-closed',
    });
    expect(statusOf(world)).toMatchObject({ state: 'failed', failure: { code: 'window-closed' } });
  });
});

function anotherIssuer() {
  const endpoint = 'https://evil.test/x';
  return {
    issuer: 'https://evil.test',
    authorization_endpoint: endpoint,
    token_endpoint: endpoint,
    userinfo_endpoint: endpoint,
  };
}

describe('storage that is full, or cannot be read', () => {
  /** Has one call of storage fail from the n-th on. */
  function breakFrom(ports: Ports, call: 'get' | 'set', nth: number): void {
    const { [call]: works } = ports.session as unknown as Record<string, (of: unknown) => Promise<unknown>>;
    let calls = 0;
    const broken = async (of: unknown) => {
      calls += 1;
      if (calls >= nth) throw new Error('quota exceeded');
      return works?.(of);
    };
    Object.assign(ports.session, { [call]: broken });
  }

  it.each(['get', 'set'] as const)(
    'has a look leave no row that says for ever that it is being asked (%s)',
    async (call) => {
      for (let nth = 1; nth < 12; nth += 1) {
        const op = fakeOp('support');
        const world = createWorld(op);
        const ports = createPorts(world);
        breakFrom(ports, call, nth);
        await settle(world, lookAtAll([op.realm], ports));
        expect(statusOf(world) ?? {}, `${call} ${nth}`).not.toMatchObject({ checking: true });
        expect(ports.locks.signOut('support', 'next')).not.toBeNull();
        await settle(world, ports.locks.looksOver('support'));
      }
    },
  );

  it('has a sign-in leave none that works for ever', async () => {
    for (let nth = 1; nth < 8; nth += 1) {
      const op = fakeOp('support', null);
      const world = createWorld(op);
      const ports = createPorts(world);
      breakFrom(ports, 'set', nth);
      await settle(
        world,
        signInAndReport(op.realm, ports).catch(() => undefined),
      );
      expect(statusOf(world) ?? {}, `set ${nth}`).not.toMatchObject({ state: 'working' });
    }
  });
});
