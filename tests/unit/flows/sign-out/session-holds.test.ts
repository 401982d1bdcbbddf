import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, howTo, settle } from '../../world.ts';
import {
  allowedWorld,
  appAt,
  CLIENTS,
  headlineIn,
  lastRun,
  marksOf,
  NO_APPS,
  remember,
  rowAfter,
  signOutOfAll,
  tellingOp,
  WORLDS,
} from './kit.ts';

describe('what a session holds', () => {
  it('is shown with the person: apps by name, other devices', async () => {
    const op = tellingOp('support', CLIENTS, 2);
    const world = createWorld(op);
    await settle(world, remember(op, world));
    expect((world.records.get('status:support') as RealmStatus).details).toMatchObject({
      apps: [{ clientId: 'wiki', name: 'Wiki', origin: 'https://wiki.test' }],
      otherDevices: 2,
    });
  });

  it('is told in the result, and an app that is cleared has the name there that the person gave it', async () => {
    const op = tellingOp('support');
    op.realm.apps = [{ ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Our wiki' }];
    const world = createWorld(op);
    appAt(world, { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Our wiki' });
    expect(marksOf(await rowAfter(world))).toEqual({ 'Our wiki': ['in-session', 'cleared'] });
  });

  it('is cleared with the listed app of its name where the realm knows no address of it', async () => {
    for (const [clients, headline] of [
      [[{ clientId: 'wiki-1', clientName: 'Wiki' }], 'signed-out'],
      [[{ clientId: 'Wiki' }], 'signed-out'],
      [[{ clientId: 'wiki-1', clientName: 'Another' }], 'apps'],
      // Which of the two is listed nobody knows.
      [['wiki-1', 'wiki-2'].map((clientId) => ({ clientId, clientName: 'Wiki' })), 'apps'],
    ] as const) {
      const op = tellingOp('support', [...clients]);
      const app = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'wiki' };
      op.realm.apps = [app];
      const world = createWorld(op);
      appAt(world, app);
      expect(headlineIn(await signOutOfAll(world)), JSON.stringify(clients)).toBe(headline);
    }
  });

  it('names each of several apps at one address', async () => {
    const at = (clientId: string) => ({ clientId, effectiveUrl: `https://host.test/${clientId}` });
    const world = createWorld(tellingOp('support', [at('wiki'), at('board')]));
    expect(marksOf(await rowAfter(world))).toEqual({ 'wiki, board': ['in-session'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('was found out by the popup, and is told although nobody tells it a second time', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    op.account = null;
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it.each(WORLDS)(
    'is asked anew where an app has joined the session since the popup looked, %s',
    async (_rig, make) => {
      const op = tellingOp('support', []);
      const world = make(op);
      await settle(world, remember(op, world));
      op.account = tellingOp('support').account;
      op.joined += 1;
      world.now += 5_000;
      expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
      expect(headlineIn(lastRun(world))).toBe('apps');
    },
  );

  it('is not asked anew where no app has joined since', async () => {
    const op = tellingOp('support');
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    const { codes } = op;
    world.now += 5_000;
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(op.codes).toBe(codes);
  });

  it('is less where the realm does not tell: its apps may be open', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    expect(world.records.get('status:support')).toMatchObject({ state: 'signed-in' });
    expect(await rowAfter(world)).toMatchObject({
      verdict: { is: 'signed-out', apps: [], appsUntold: true },
    });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('is less where the realm does not tell of its providers', async () => {
    const op = tellingOp('support', []);
    const world = createWorld(op);
    const ports = createPorts(world);
    const { fetch } = ports;
    ports.fetch = async (url, init) =>
      url.endsWith('/linked-accounts') ? new Response('slow down', { status: 429 }) : fetch(url, init);
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out', appsUntold: true } });
  });

  it('is less where the realm does not say which of the sessions is this one: its apps may be open', async () => {
    const op = tellingOp('support');
    op.account = { 'sessions/devices': [{ sessions: [{ id: 's1', current: false, clients: CLIENTS }] }] };
    const world = allowedWorld(op);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out', appsUntold: true } });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('is not known of somebody without a name, who is out all the same', async () => {
    const op = tellingOp('support');
    op.knowsNobody = true;
    const world = allowedWorld(op);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out', appsUntold: true } });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('counts for a session too that was remembered while the browser holds another', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    op.account = { 'sessions/devices': [{ sessions: [{ id: 's2', current: true, clients: [] }] }] };
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(op.alive.size).toBe(0);
  });

  it('ends elsewhere too where the person wants that, and says how much did', async () => {
    const op = tellingOp('support', [], 2);
    op.realm.otherDevices = true;
    const world = createWorld(op);
    expect(await rowAfter(world)).toMatchObject({
      verdict: { is: 'signed-out', devices: { ended: true, count: 2 } },
    });
    expect(op.alive.size).toBe(0);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('ends elsewhere too for whoever is found in the browser after the first one has ended', async () => {
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

  it('ends elsewhere too for whoever is remembered while another person is in the browser', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2', 'bob');
    world.now += 40_000;
    const run = await signOutOfAll(world);
    expect([...op.alive]).toEqual([]);
    expect(headlineIn(run)).toBe('signed-out');
  });

  it('is said to be left where only the one in the browser could be signed out elsewhere, and by the next sign-out too', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2', 'bob');
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

  it('is said to be left where somebody without a name was in the browser beside the one who is remembered', async () => {
    const op = tellingOp('support', [], 1);
    op.realm.otherDevices = true;
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2', 'bob');
    op.knowsNobody = true;
    world.now += 40_000;
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict).toMatchObject({ is: 'signed-out', devices: { ended: false } });
  });

  it('takes the green away where the other devices could not be signed out, and says why', async () => {
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

  it('stays elsewhere where nothing was said', async () => {
    const op = tellingOp('support', [], 1);
    const world = createWorld(op);
    await rowAfter(world);
    expect([...op.alive]).toEqual(['other-0']);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });
});

describe('a sign-out', () => {
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
});
