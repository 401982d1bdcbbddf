import { describe, expect, it } from 'vitest';
import { signIn } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import { allowedWorld, headlineIn, lastRun, remember, rowAfter, signOutOfAll, tellingOp } from './kit.ts';

/** Alice, who is signed in on another device too, is remembered, and bob has signed in in the browser since. */
async function bobAfterAlice() {
  const op = tellingOp('support', [], 1);
  op.realm.otherDevices = true;
  const world = allowedWorld(op);
  await settle(world, remember(op, world));
  signIn(op, 's2', 'bob');
  return { op, world };
}

describe('the sessions on other devices', () => {
  it('end too where the person wants that, and it is said how many did', async () => {
    const op = tellingOp('support', [], 2);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    expect(await rowAfter(world)).toMatchObject({
      verdict: { is: 'signed-out', devices: { ended: true, count: 2 } },
    });
    expect(op.alive.size).toBe(0);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('end too for whoever is found in the browser after the first one has ended', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    const deleted: string[] = [];
    ports.fetch = async (url, init) => {
      if (!url.endsWith('?current=false')) return fetch(url, init);
      deleted.push(new Headers(init.headers).get('Authorization')?.split('@')[0] ?? '');
      const answer = await fetch(url, init);
      // Another person signs in while the first one's session ends.
      if (deleted.length === 1) signIn(op, 's2');
      return answer;
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect([...op.alive]).toEqual([]);
    expect(deleted).toEqual(['Bearer access-s1', 'Bearer access-s2']);
    expect(headlineIn(run)).toBe('signed-out');
  });

  it('end too for whoever is remembered while another person is in the browser', async () => {
    const { op, world } = await bobAfterAlice();
    world.now += 40_000;
    const run = await signOutOfAll(world);
    expect([...op.alive]).toEqual([]);
    expect(headlineIn(run)).toBe('signed-out');
  });

  it('are said to be left where only the one in the browser could be signed out elsewhere, and by the next sign-out too', async () => {
    const { op, world } = await bobAfterAlice();
    world.now += 40_000;
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      init.method === 'DELETE' && new Headers(init.headers).get('Authorization')?.includes('access-s1')
        ? new Response(null, { status: 403 })
        : fetch(url, init);
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]?.verdict.devices).toMatchObject({ ended: false, count: 1 });
    expect(headlineIn(run)).toBe('devices');
    signIn(op, 's3', 'bob');
    world.now += 40_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('devices');
    expect([...op.alive]).toEqual(['other-0']);
  });

  it('are said to be left where somebody without a name was in the browser beside the one who is remembered', async () => {
    const { op, world } = await bobAfterAlice();
    op.knowsNobody = true;
    world.now += 40_000;
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict).toMatchObject({ is: 'signed-out', devices: { ended: false } });
  });

  it('take the green away where they could not be signed out, and it is said why', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      init.method === 'DELETE' ? new Response(null, { status: 403 }) : fetch(url, init);
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]?.verdict).toMatchObject({
      is: 'signed-out',
      devices: { ended: false, count: 1 },
      failure: { code: 'devices-left', details: ['account API: 403'] },
    });
    expect(headlineIn(run)).toBe('devices');
  });

  it('stay where nothing was said', async () => {
    const op = tellingOp('support', [], 1);
    const world = createWorld(op);
    await rowAfter(world);
    expect([...op.alive]).toEqual(['other-0']);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });
});
