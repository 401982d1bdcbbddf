import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { finishApp } from '../../../../lib/flows/sign-out/clear.ts';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeTab, howTo, settle } from '../../world.ts';
import {
  appAt,
  headlineIn,
  lastRun,
  marksOf,
  remember,
  rowAfter,
  signOutOfAll,
  startSignOut,
  tellingOp,
} from './kit.ts';

const A: App = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };
const B: App = { ...APP_DEFAULTS, origin: 'https://b.test', label: 'B' };
const C: App = { ...APP_DEFAULTS, origin: 'https://c.test', label: 'C' };

describe('the apps of a realm', () => {
  it('are cleared once the session has ended, and their tabs loaded again', async () => {
    const op = tellingOp('support', []);
    op.realm.apps = [A];
    const world = createWorld(op);
    const app = appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0 }]]) });
    const row = await rowAfter(world);
    expect(row?.verdict.apps).toMatchObject([
      { name: 'A', origin: A.origin, marks: ['cleared', 'reloaded'], state: 'cleared' },
    ]);
    expect([app.data, app.tabs.get(7)?.loads]).toEqual([false, 1]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('are cleared although nobody was signed in any more', async () => {
    const op = fakeOp('support', null);
    op.realm.apps = [A];
    const world = createWorld(op);
    const app = appAt(world, A);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'nothing' } });
    expect(app.data).toBe(false);
  });

  it('are neither told nor cleared while the session lives on', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    await settle(world, remember(op, world));
    op.down = true;
    const app = appAt(world, A);
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'may-remain' } });
    expect([app.data, world.visits]).toEqual([true, []]);
  });

  it('are named as not cleared where clearing is not allowed or does not work, and the others are cleared', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A, B, C];
    const world = createWorld(op);
    appAt(world, A, { allowed: false });
    appAt(world, B, { breaks: true });
    appAt(world, C);
    const row = await rowAfter(world);
    expect(row?.verdict.is).toBe('signed-out');
    expect(marksOf(row)).toEqual({ A: ['not-allowed'], B: ['not-cleared'], C: ['cleared'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('are named where a policy of the browser keeps the extension away from one, and the others are cleared', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A, B];
    const world = createWorld(op);
    const away = appAt(world, A, { keptAway: true });
    appAt(world, B);
    const row = await rowAfter(world);
    expect(marksOf(row)).toEqual({ A: ['kept-away'], B: ['cleared'] });
    expect(row?.verdict.apps).toMatchObject([{ state: 'unknown' }, { state: 'cleared' }]);
    expect(away.data).toBe(true);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('are left over where a cookie of a parent domain is, unless it is to go too', async () => {
    for (const [parentCookies, state] of [
      [false, 'unknown'],
      [true, 'cleared'],
    ] as const) {
      const op = fakeOp('support');
      op.realm.apps = [{ ...A, parentCookies }];
      const world = createWorld(op);
      appAt(world, A, { parents: ['corp.test'] });
      expect((await rowAfter(world))?.verdict.apps).toMatchObject([{ state }]);
    }
  });

  it('take the green away while one of their tabs goes on loading', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    const again = () =>
      void world.timers.add({
        at: world.now + 900,
        done: () => {
          world.register.mark(7, 'loaded');
          again();
        },
      });
    appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0, onLoad: again }]]) });
    const began = world.now;
    const row = await rowAfter(world);
    expect(row?.verdict.apps).toMatchObject([{ state: 'unknown', cause: { code: 'app-unsettled' } }]);
    expect(world.now - began).toBeLessThan(LIMITS.settle + LIMITS.rest);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('keep a tab with unsaved input until the person says otherwise', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    const tabs = new Map([
      [7, { unsaved: true, loads: 0 }],
      [8, { unsaved: false, loads: 0 }],
    ]);
    appAt(world, A, { tabs });
    expect(marksOf(await rowAfter(world))).toEqual({ A: ['cleared', 'reloaded', 'kept-open'] });
    expect([tabs.get(7)?.loads, tabs.get(8)?.loads]).toEqual([0, 1]);
    await settle(world, finishApp(A, 'reload', [op.realm.issuer], createPorts(world)));
    expect(tabs.get(7)?.loads).toBe(1);
  });

  it('have their tabs closed where that is chosen', async () => {
    const op = fakeOp('support');
    op.realm.apps = [A];
    const world = createWorld(op);
    world.tabs.set(7, A.origin);
    appAt(world, A, { tabs: new Map([[7, { unsaved: false, loads: 0 }]]) });
    const how = { ...howTo('background'), appTabs: 'close' as const };
    const { done } = await settle(world, startSignOut(world, createPorts(world), how));
    await settle(world, done);
    expect(marksOf(lastRun(world)?.rows[0])).toEqual({ A: ['cleared', 'closed'] });
    expect(world.tabs.has(7)).toBe(false);
  });

  it.each(['reload', 'close'] as const)(
    'leave a tab alone that the person takes for something else meanwhile (%s)',
    async (appTabs) => {
      const op = fakeOp('support');
      op.realm.apps = [A];
      const world = createWorld(op);
      world.tabs.set(7, 'https://mail.test/compose');
      const tab: FakeTab = { unsaved: false, loads: 0, onLeave: () => Object.assign(tab, { isTaken: true }) };
      appAt(world, A, { tabs: new Map([[7, tab]]) });
      const how = { ...howTo('background'), appTabs };
      const { done } = await settle(world, startSignOut(world, createPorts(world), how));
      await settle(world, done);
      expect(marksOf(lastRun(world)?.rows[0])).toEqual({ A: ['cleared'] });
      expect([tab.loads, world.tabs.has(7)]).toEqual([0, true]);
    },
  );

  it('are cleared for each of two realms that list them only when both sessions have ended, fifty of them too', async () => {
    const ops = [fakeOp('support'), fakeOp('staff')];
    const many = Array.from({ length: 50 }, (_, at) => ({
      ...APP_DEFAULTS,
      origin: `https://${at}.test`,
      label: `${at}`,
    }));
    const world = createWorld(...ops);
    for (const { realm } of ops) realm.apps = many;
    for (const app of many) appAt(world, app);
    const ports = createPorts(world);
    const { clear } = ports.siteData;
    const aliveAtClearing = new Set<number>();
    ports.siteData.clear = (...given) => {
      aliveAtClearing.add(ops.reduce((sum, { alive }) => sum + alive.size, 0));
      return clear(...given);
    };
    const run = await signOutOfAll(world, 'background', ports);
    expect(
      run?.rows.map(({ verdict }) => verdict.apps.filter(({ state }) => state === 'cleared').length),
    ).toEqual([50, 50]);
    expect([...world.apps.values()].some(({ data }) => data)).toBe(false);
    expect([...aliveAtClearing]).toEqual([0]);
  });
});
