import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { type FakeOp, fakeOp, ORIGIN, REDIRECT } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import {
  allowedWorld,
  headlineIn,
  lastRun,
  remember,
  rowAfter,
  settleUntil,
  signOutOfAll,
  startSignOut,
  statusOf,
  WORLDS,
} from './kit.ts';

const A: App = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };

/** An OP that asks although the hint is right, so that a session with a name ends by its question. */
function askingWorld(): World {
  const op = fakeOp('support');
  op.realm.apps = [A];
  op.alwaysAsks = true;
  const world = createWorld(op);
  world.hostsAllowed = true;
  world.apps.set(A.origin, { allowed: true, data: true, tabs: new Map() });
  return world;
}

describe('a session that ends by the OP’s question although it has a name', () => {
  it('has the apps of its realm cleared as any other', async () => {
    const world = askingWorld();
    const row = await rowAfter(world);
    expect(row).toMatchObject({
      verdict: { is: 'signed-out', apps: [{ name: 'A', state: 'cleared' }] },
    });
    expect(world.apps.get(A.origin)?.data).toBe(false);
  });

  it('opens no second tab when the person closes the first, and is not taken for somebody else', async () => {
    const world = askingWorld();
    const ports = createPorts(world);
    const { hop } = ports;
    ports.hop = (url, init) =>
      init.method === 'POST' ? Promise.resolve({ status: 500, location: null, body: '' }) : hop(url, init);
    world.person = () => {
      for (const tabId of world.tabs.keys()) closeTab(world, tabId);
    };
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'somebody' } });
    expect(world.foreground).toHaveLength(1);
  });
});

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

describe.each(WORLDS)('a sign-out %s', (_rig, makeWorld) => {
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
});

describe('a sign-out', () => {
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
      failure: {
        code: 'access-missing',
        details: ['https://op.test', 'sign-in request', 'full-signout', REDIRECT],
      },
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

  it('opens no tab before the error with which the server answers the question since', async () => {
    const op = fakeOp('support');
    op.refuses = { client: true, builtIn: true };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { hop } = ports;
    let found = 0;
    ports.hop = async (url, init) => {
      if (found === 2 && url.includes('/logout?')) return { status: 500, location: null, body: '' };
      found += url.includes('/logout?') ? 1 : 0;
      return hop(url, init);
    };
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'may-remain' } });
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
      code: 'answer-unreadable',
      details: ['https://op.test', 'token', ORIGIN],
    });
    expect(headlineIn(lastRun(world))).not.toBe('signed-out');
  });

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
});
