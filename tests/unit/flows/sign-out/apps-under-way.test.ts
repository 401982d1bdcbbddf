import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { createWorld, type FakeApp, type FakeTab, settle, type World } from '../../world.ts';
import {
  appAt,
  headlineIn,
  marksOf,
  portsStoppedAt,
  signOutOfAll,
  startAgain,
  startSignOut,
  tellingOp,
} from './kit.ts';

const A: App = { ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' };

/** A world whose one app has these tabs open. */
function worldWith(...tabs: Partial<FakeTab>[]): { world: World; app: FakeApp } {
  const op = tellingOp('support', []);
  op.realm.apps = [A];
  const world = createWorld(op);
  const app = appAt(world, A);
  for (const [at, tab] of tabs.entries()) app.tabs.set(91 + at, { unsaved: false, loads: 0, ...tab });
  return { world, app };
}

/** Has each page write anew what it holds as it goes, as state libraries do, or as an answer does that comes last. */
function writeOnLeaving(app: FakeApp): void {
  for (const tab of app.tabs.values())
    tab.onLeave = () => {
      app.data = true;
    };
}

describe('an app that brings back what was removed of it', () => {
  it('is out although its page writes it anew when it is left, by its own hand or by an answer under way', async () => {
    const { world, app } = worldWith({});
    writeOnLeaving(app);
    expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
    expect(app.data).toBe(false);
  });

  it('is out although another of its tabs would tell the one that is loaded first', async () => {
    const { world, app } = worldWith({}, {});
    for (const tab of app.tabs.values())
      tab.onLoad = () => {
        // A page that has stood since before remembers who is in.
        if ([...app.tabs.values()].some(({ isLeft }) => !isLeft)) app.data = true;
      };
    expect(headlineIn(await signOutOfAll(world))).toBe('signed-out');
    expect(app.data).toBe(false);
  });

  it('is not known to be out where its page would not go', async () => {
    const { world, app } = worldWith({ stays: true });
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict.apps).toMatchObject([
      { state: 'unknown', cause: { code: 'app-unsettled' } },
    ]);
    expect(app.tabs.get(91)?.loads).toBe(1);
  });

  it('is not known to be out where its cookie comes back each time, as by a page that frames it', async () => {
    const { world, app } = worldWith();
    app.comesBack = true;
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict.apps).toMatchObject([
      { state: 'unknown', cause: { code: 'app-unsettled' } },
    ]);
    expect(headlineIn(run)).toBe('apps');
  });

  it('is not known to be out where it stands at a realm’s very origin, whose storage stays', async () => {
    const { world, app } = worldWith();
    app.keepsStorage = true;
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict.apps).toMatchObject([{ state: 'unknown' }]);
    expect(Object.values(marksOf(run?.rows[0]))).toEqual([['cleared', 'left-over']]);
    expect(headlineIn(run)).toBe('apps');
  });

  it('has its tabs loaded again where its data could not be removed', async () => {
    const { world, app } = worldWith({});
    app.breaks = true;
    expect(headlineIn(await signOutOfAll(world))).toBe('apps');
    expect(app.tabs.get(91)).toMatchObject({ isBlank: false, loads: 1 });
  });
});

describe('a worker that is stopped while tabs of an app are blank', () => {
  it.each(['at every sign-out', 'for this once'])(
    'is followed by one that loads them again: %s',
    async (how) => {
      for (let call = 1; ; call += 1) {
        const { world, app } = worldWith({}, {});
        const { ports, stopped } = portsStoppedAt(world, call);
        const whole = startSignOut(world, ports).then(({ done }) => done.then(() => 'done'));
        if ((await settle(world, Promise.race([whole, stopped]))) === 'done') break;
        const [op] = world.ops;
        if (how === 'for this once' && op) op.realm.apps = [];
        await startAgain(world);
        const blank = [...app.tabs.values()].filter(({ isBlank }) => isBlank);
        expect(blank, `stopped at call ${call}`).toEqual([]);
      }
    },
  );
});
