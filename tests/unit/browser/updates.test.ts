import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeClock } from '../fake-browser.ts';
import { createWorld, settle } from '../world.ts';

const stored: Record<string, unknown> = {};
const listeners: (() => void)[] = [];
const views: string[] = [];
let reloads = 0;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    runtime: {
      onUpdateAvailable: { addListener: (listener: () => void) => listeners.push(listener) },
      reload: () => {
        reloads += 1;
      },
    },
    storage: { session: { get: async () => structuredClone(stored) } },
    extension: { getViews: () => views },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { updateAtRest } = await import('../../../lib/browser/updates.ts');

describe('an update', () => {
  const world = createWorld();
  const letPass = (ms: number) =>
    settle(world, new Promise<void>((done) => void world.timers.add({ at: world.now + ms, done })));
  const row = (different: object) => ({ tookMs: undefined, deadline: world.now + 900_000, ...different });
  beforeEach(() => {
    for (const key of Object.keys(stored)) delete stored[key];
    listeners.length = 0;
    views.splice(0, views.length, 'background');
    world.timers.clear();
    reloads = 0;
    vi.stubEnv('FIREFOX', 'yes');
    updateAtRest(fakeClock(world));
    return () => vi.unstubAllEnvs();
  });
  const arrives = async () => {
    for (const listener of listeners) listener();
    await letPass(0);
  };

  it('goes in at once where nothing works and no page stands', async () => {
    stored['normal/row:r:support'] = row({ tookMs: 100 });
    await arrives();
    expect(reloads).toBe(1);
  });

  it.each(['normal/row:r:support', 'private/row:r:support'])(
    'waits while a sign-out works, and goes in once that is over (%s)',
    async (key) => {
      stored[key] = row({});
      await arrives();
      await letPass(60_000);
      expect(reloads).toBe(0);
      stored[key] = row({ tookMs: 61_000 });
      await letPass(11_000);
      expect(reloads).toBe(1);
    },
  );

  it('waits while one app is signed out of, whose tabs may be blank meanwhile', async () => {
    stored['normal/alone:support:wiki'] = { startedAt: world.now };
    await arrives();
    await letPass(11_000);
    expect(reloads).toBe(0);
    stored['normal/alone:support:wiki'] = { startedAt: world.now, isOver: true };
    await letPass(11_000);
    expect(reloads).toBe(1);
  });

  it('waits for no sign-out that is given up', async () => {
    stored['normal/row:r:support'] = row({});
    await arrives();
    world.now += 900_001;
    await letPass(11_000);
    expect(reloads).toBe(1);
  });

  it('waits while a page of ours stands, which it would close', async () => {
    views.push('signed-out');
    await arrives();
    await letPass(60_000);
    expect(reloads).toBe(0);
    views.pop();
    await letPass(11_000);
    expect(reloads).toBe(1);
  });

  it('is left to Chromium itself, which installs it once the worker rests: it is kept awake for as long as a sign-out works', async () => {
    vi.stubEnv('FIREFOX', '');
    stored['normal/row:r:support'] = row({});
    await arrives();
    await letPass(30_000);
    expect(world.timers.size).toBe(1);
    stored['normal/row:r:support'] = row({ tookMs: 30_000 });
    await letPass(11_000);
    expect([world.timers.size, reloads]).toEqual([0, 0]);
  });
});
