import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { type FakeOp, signIn } from '../../fake-op.ts';
import { createPorts, type World } from '../../world.ts';
import { allowedWorld, appAt, headlineIn, marksOf, NO_APPS, signOutOfAll, tellingOp } from './kit.ts';

const WIKI: App = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };

/** A world whose one app is listed and in the session, with offline access. */
function worldWith(offlineAccess: boolean, clientName = 'Wiki'): { world: World; op: FakeOp } {
  const client = { clientId: 'wiki', clientName, effectiveUrl: 'https://wiki.test/', offlineAccess };
  const op = tellingOp('support', [client]);
  op.realm.apps = [WIKI];
  const world = allowedWorld(op);
  appAt(world, WIKI);
  return { world, op };
}

describe('an app with offline access that was cleared', () => {
  it('is named as one that may go on acting for the person, by the next sign-out too', async () => {
    const { world, op } = worldWith(true);
    const first = await signOutOfAll(world);
    expect([headlineIn(first), marksOf(first?.rows[0])]).toEqual([
      'apps',
      { Wiki: ['in-session', 'cleared', 'acts'] },
    ]);
    world.now += 1_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('apps');
    // What the realm tells of a new session counts again.
    op.account = NO_APPS;
    signIn(op, 's2');
    world.now += 1_000;
    expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
  });

  it('has its realm’s apps not be called out where the person lacks the role to be told of it', async () => {
    const { world } = worldWith(true);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      url.endsWith('/account/applications') ? new Response(null, { status: 403 }) : fetch(url, init);
    expect(headlineIn(await signOutOfAll(world, 'background', ports))).toBe('apps');
  });

  it('is named although it calls itself like several', async () => {
    const { world } = worldWith(true, 'Wiki, Notes');
    expect(headlineIn(await signOutOfAll(world))).toBe('apps');
  });

  it('is out where other devices are to be out too: offline sessions end with them', async () => {
    const { world, op } = worldWith(true);
    op.realm.otherDevices = true;
    expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
  });
});

describe('an app without offline access that was cleared', () => {
  it('is out', async () => {
    const { world } = worldWith(false);
    expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
  });
});

describe('an app with offline access that nobody has listed', () => {
  it('is named as one that may go on acting for the person, although it asks for a sign-in', async () => {
    const { world, op } = worldWith(true);
    op.realm.apps = [];
    const location = 'https://sso.test/login';
    appAt(world, WIKI, { answers: () => ({ status: 302, location, body: '' }) });
    const run = await signOutOfAll(world);
    expect(marksOf(run?.rows[0])).toEqual({ Wiki: ['in-session', 'out', 'acts'] });
    expect(headlineIn(run)).toBe('apps');
  });
});
