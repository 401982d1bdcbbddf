import { StepError } from '../../../lib/errors/step-error.ts';
import type { Ports } from '../../../lib/flows/kernel/ports.ts';
import { createTabEvents } from '../../../lib/flows/kernel/tab-events.ts';
import { lookAtAll } from '../../../lib/flows/look/look.ts';
import { fakeClock } from '../fake-browser.ts';
import { startAgain, startSignOut } from '../flows/sign-out/kit.ts';
import { closeTab, type World } from '../world.ts';
import { ELSEWHERE } from './rigs.ts';

/** What happens to this browser, and what ends it where it lasts. */
export type LocalFault = {
  name: string;
  /** Happens at a moment; gives what is done once the fault is over. */
  happens?(world: World, ports: Ports): undefined | (() => void);
  /** Has calls of the storage fail from a moment on, by their names. */
  fails?(call: string): boolean;
  /** What is said may be older than it; the next look tells. */
  isNews?: true;
  /** The worker ends at that moment, and this follows. */
  ends?(world: World): Promise<void>;
};

const HOUR = 3_600_000;

/** Every fault that is no server's and no wire's. */
export const LOCAL_FAULTS: readonly LocalFault[] = [
  { name: 'worker stopped', ends: startAgain },
  { name: 'extension reloaded', ends: forget },
  {
    name: 'browser killed',
    ends: async (world) => {
      await forget(world);
      world.tabs.clear();
      for (const op of world.ops) op.cookie = null;
    },
  },
  { name: 'storage full', happens: fill },
  { name: 'storage not to be written', fails: (call) => call === 'session.set' },
  { name: 'storage not to be read', fails: (call) => call === 'session.get' || call === 'session.keys' },
  { name: 'permission taken away', happens: takeAway },
  { name: 'tabs closed', happens: (world) => eachTab(world, (tabId) => closeTab(world, tabId)) },
  {
    name: 'tabs led elsewhere',
    happens: (world) =>
      eachTab(world, (tabId) => {
        world.tabs.set(tabId, 'https://news.test/');
        world.register.mark(tabId, 'loaded');
      }),
  },
  { name: 'second click', happens: (world, ports) => alongside(startSignOut(world, ports)) },
  {
    name: 'popup opened meanwhile',
    happens: ({ ops }, ports) =>
      alongside(
        lookAtAll(
          ops.map(({ realm }) => realm),
          ports,
        ),
      ),
  },
  { name: 'ended by an admin', happens: endAll, isNews: true },
  { name: 'machine slept', happens: (world) => pass(world, HOUR) },
  { name: 'clock put back', happens: (world) => pass(world, -HOUR) },
];

/** What the browser's storage fails with, as its adapter says it. */
export function noStorage(said: string): StepError {
  return new StepError('storage-failed', [said]);
}

/** The worker and all that storage held in memory are gone. */
async function forget(world: World): Promise<void> {
  // What was on its way to storage arrives there first.
  await new Promise(setImmediate);
  world.timers.clear();
  world.records.clear();
  world.register = createTabEvents(fakeClock(world), async (tabId) => world.tabs.has(tabId));
}

/** From now on nothing more goes in than what is there. */
function fill(world: World, { session }: Ports): () => void {
  const { set } = session;
  const limit = sizeOf([...world.records]);
  session.set = async (items) => {
    const after = new Map([...world.records, ...Object.entries(items)]);
    if (sizeOf([...after]) > limit) throw noStorage('quota exceeded');
    return set(items);
  };
  return () => {
    session.set = set;
  };
}

function sizeOf(records: [string, unknown][]): number {
  return records.reduce((sum, [key, value]) => sum + key.length + JSON.stringify(value).length, 0);
}

function takeAway(world: World): () => void {
  const { hostsAllowed, apps } = world;
  const before = [...apps.values()].map((app) => ({ ...app }));
  world.hostsAllowed = false;
  for (const app of apps.values()) {
    app.allowed = false;
    delete app.answers;
  }
  return () => {
    world.hostsAllowed = hostsAllowed;
    for (const [at, app] of [...apps.values()].entries()) Object.assign(app, before[at], { data: app.data });
  };
}

function eachTab({ tabs }: World, act: (tabId: number) => void): undefined {
  for (const tabId of [...tabs.keys()]) act(tabId);
}

function alongside(work: Promise<unknown>): undefined {
  work.catch(() => undefined);
}

function endAll({ ops }: World): undefined {
  for (const op of ops) {
    for (const sid of op.alive) if (sid !== ELSEWHERE) op.alive.delete(sid);
    op.cookie = null;
  }
}

function pass(world: World, ms: number): undefined {
  world.now += ms;
}
