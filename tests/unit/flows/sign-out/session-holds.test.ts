import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import {
  allowedWorld,
  appAt,
  CLIENTS,
  headlineIn,
  lastRun,
  marksOf,
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

  it('is asked anew where an app has joined between the realm’s word and the browser’s, as the popup looked', async () => {
    const op = tellingOp('support', []);
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { stamp } = ports.marks;
    // A browser that is at work takes longer over a cookie than the realm over its answer.
    ports.marks.stamp = async (issuer) => {
      await new Promise((done) => setTimeout(done, 20));
      op.account = tellingOp('support').account;
      op.joined += 1;
      return stamp(issuer);
    };
    await settle(world, lookAtAll([op.realm], ports));
    world.now += 5_000;
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
  });

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
});
