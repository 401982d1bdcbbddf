import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { fakeOp } from '../../fake-op.ts';
import { closeTab, howTo, settle, type World } from '../../world.ts';
import {
  allowedWorld,
  lastRun,
  portsStoppedAt,
  signOutOfAll,
  startAgain,
  startSignOut,
  statusOf,
} from './kit.ts';

/** What becomes of a question that stands before a person. */
type Asking = World & {
  /** What else was asked of the end-session endpoint while it stood. */
  askedMeanwhile: string[];
  /** The worker that the browser has stopped. */
  stoppedWorker?: string;
};

/** An OP that is no Keycloak, and that shows its question to whoever comes. */
function askingWorld(): Asking {
  const op = fakeOp('staff');
  Object.assign(op, { isOther: true, alwaysAsks: true, asksNobodyToo: true });
  const world: Asking = Object.assign(allowedWorld(op), { askedMeanwhile: [] });
  let asked: number | null = null;
  // The person answers once the worker that stands waits for them, and closes the tab.
  world.person = () => {
    const [tab] = [...world.tabs].filter(([, url]) => url.includes('/protocol/openid-connect/logout'));
    if (!tab) return;
    asked ??= world.hops.length;
    const status = statusOf(world, 'staff') as RealmStatus & { worker?: string };
    if (status.state !== 'working' || status.step !== 'waiting-for-person') return;
    if (status.worker === world.stoppedWorker) return;
    world.askedMeanwhile = world.hops.slice(asked).filter((one) => one.includes('/logout'));
    op.alive.clear();
    op.cookie = null;
    op.asksNobodyToo = false;
    closeTab(world, tab[0]);
  };
  return world;
}

describe('the question of an OP that remembers one only, while it stands before the person', () => {
  it('is not spoilt by another', async () => {
    const world = askingWorld();
    const run = await signOutOfAll(world);
    expect(run?.rows[0]?.verdict.is).toBe('signed-out');
    expect(world.foreground).toHaveLength(1);
    expect(world.askedMeanwhile).toEqual([]);
  });

  it('is not spoilt by a worker that begins again, wherever it was stopped', async () => {
    let call = 1;
    for (; ; call += 1) {
      const world = askingWorld();
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = startSignOut(world, ports, howTo('background')).then(({ done }) =>
        done.then(() => 'done'),
      );
      if ((await settle(world, Promise.race([whole, stopped]))) === 'done') break;
      world.stoppedWorker = ports.worker;
      await startAgain(world);
      const run = lastRun(world);
      if (!run) continue;
      expect(run.rows[0]?.verdict.is, `stopped at call ${call}`).toBe('signed-out');
      expect(world.askedMeanwhile, `asked after a stop at call ${call}`).toEqual([]);
    }
    expect(call).toBeGreaterThan(20);
  });
});
