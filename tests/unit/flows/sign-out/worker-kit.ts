import type { RealmStatus } from '../../../../lib/contract/status.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { createTabEvents } from '../../../../lib/flows/kernel/tab-events.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { fakeClock } from '../../fake-browser.ts';
import { createPorts, settle, type World } from '../../world.ts';
import { statusOf } from './kit.ts';

/** A worker that can be stopped at any moment: from then on nothing comes back. */
export type Worker = { ports: Ports; stop(): void };

/** A new instance of the worker; what tabs' events the last one knew of went with it. */
export function newWorker(world: World): Worker {
  let stopped = false;
  world.timers.clear();
  world.register = createTabEvents(fakeClock(world), async (tabId) => world.tabs.has(tabId));
  const ports = createPorts(world, () => (stopped ? new Promise<void>(() => undefined) : Promise.resolve()));
  return {
    ports,
    stop: () => {
      stopped = true;
      world.timers.clear();
    },
  };
}

/** The next worker takes up what is stored. */
export async function wake(world: World): Promise<Worker> {
  const worker = newWorker(world);
  await settle(
    world,
    resume(
      world.ops.map(({ realm }) => realm),
      worker.ports,
    ),
  );
  return worker;
}

/** What a realm's row in the popup rests on, with the worker that wrote it. */
export function statusIn(world: World, realm = 'support'): (RealmStatus & { worker?: string }) | undefined {
  return statusOf(world, realm) as (RealmStatus & { worker?: string }) | undefined;
}

/** Passes time, at most so many milliseconds, and has happen what is due within it. */
export async function pass(world: World, ms: number, until: () => boolean = () => false): Promise<void> {
  const end = world.now + ms;
  for (let idle = 0; idle < 200 && !until(); idle += 1) {
    await new Promise(setImmediate);
    const next = [...world.timers].sort((a, b) => a.at - b.at)[0];
    if (!next || next.at > end) continue;
    idle = 0;
    world.timers.delete(next);
    world.now = Math.max(world.now, next.at);
    next.done();
  }
  if (!until()) world.now = Math.max(world.now, end);
}
