import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { signIn } from '../../fake-op.ts';
import { createPorts, settle } from '../../world.ts';
import {
  allowedWorld,
  appAt,
  headlineIn,
  marksOf,
  NO_APPS,
  remember,
  signOutOfAll,
  tellingOp,
  WORLDS,
} from './kit.ts';

describe.each(WORLDS)('an app that a sign-out left, %s,', (_rig, makeWorld) => {
  it('is named by the next one too, where nobody is signed in any more', async () => {
    const world = makeWorld(tellingOp('support'));
    expect(headlineIn(await signOutOfAll(world))).toBe('apps');
    world.now += 1_000;
    const again = await signOutOfAll(world);
    expect(headlineIn(again)).toBe('apps');
    expect(marksOf(again?.rows[0])).toEqual({ Wiki: ['in-session'] });
  });

  it('is named by the next one too, where the person has signed in without it since', async () => {
    const op = tellingOp('support');
    const world = makeWorld(op);
    await signOutOfAll(world);
    op.account = NO_APPS;
    signIn(op, 's2');
    world.now += 1_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('apps');
    expect([...op.alive]).toEqual([]);
  });
});

describe('an app that a sign-out left', () => {
  it('is not named any more once it was cleared', async () => {
    const op = tellingOp('support');
    const world = allowedWorld(op);
    await signOutOfAll(world);
    op.realm.apps = [{ ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' }];
    for (const app of op.realm.apps) appAt(world, app);
    world.now += 1_000;
    const cleared = await signOutOfAll(world);
    expect(marksOf(cleared?.rows[0])).toEqual({ Wiki: ['in-session', 'cleared'] });
    op.realm.apps = [];
    world.now += 1_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('nothing');
  });
});

describe('an app whose part in the session ends before the session does', () => {
  it('is named all the same, as it may know the person by a cookie of its own', async () => {
    const op = tellingOp('support');
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    op.account = NO_APPS;
    world.now += 40_000;
    await settle(world, remember(op, world));
    expect(marksOf((await signOutOfAll(world))?.rows[0])).toEqual({ Wiki: ['in-session'] });
  });
});

describe('another device that was to be out and is not', () => {
  it('is named by the next sign-out too, where nobody is signed in here any more', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      init.method === 'DELETE' ? new Response(null, { status: 403 }) : fetch(url, init);
    expect(headlineIn(await signOutOfAll(world, 'background', ports))).toBe('devices');
    world.now += 1_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('devices');
    expect([...op.alive]).toEqual(['other-0']);
  });
});
