import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeApp, settle, type World } from '../../world.ts';
import { headlineIn, lastRun, NO_APPS, remember, rowAfter } from './kit.ts';

const A: App = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };

/** A world whose one app has an open tab, and does something each time it is loaded again. */
function worldWith(onLoad: (op: FakeOp, app: FakeApp) => void): { world: World; op: FakeOp; app: FakeApp } {
  const op = fakeOp('support');
  op.account = NO_APPS;
  op.realm.apps = [A];
  const world = createWorld(op);
  world.hostsAllowed = true;
  const app: FakeApp = { allowed: true, data: true, tabs: new Map() };
  app.tabs.set(7, { unsaved: false, loads: 0, onLoad: () => onLoad(op, app) });
  world.apps.set(A.origin, app);
  return { world, op, app };
}

/** An app that finds a live session signs the person in again. */
function signsInWithSession({ cookie, alive }: FakeOp, app: FakeApp): void {
  if (cookie && alive.has(cookie)) app.data = true;
}

describe('an app of a realm', () => {
  it('is not cleared over a session that has come into the browser since the popup looked', async () => {
    const { world, op, app } = worldWith(signsInWithSession);
    const ports = createPorts(world);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    expect(await rowAfter(world, ports)).toMatchObject({
      verdict: { is: 'signed-out', apps: [{ state: 'cleared' }] },
    });
    expect([app.data, app.tabs.get(7)?.loads]).toEqual([false, 1]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('is cleared once more where it has signed the person in again meanwhile', async () => {
    const { world, app } = worldWith((op, own) => {
      if (op.cookie === null && own.tabs.get(7)?.loads === 1) signIn(op, 'through-provider');
      signsInWithSession(op, own);
    });
    expect(await rowAfter(world)).toMatchObject({
      verdict: { is: 'signed-out', apps: [{ state: 'cleared' }] },
    });
    expect([app.data, app.tabs.get(7)?.loads]).toEqual([false, 2]);
  });
});
