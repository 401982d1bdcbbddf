import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { loadInTab } from '../../fake-browser.ts';
import { AFTER_TAB, type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import { allowedWorld, lastRun, settleUntil, startSignOut } from './kit.ts';
import { newWorker, pass, statusIn, type Worker, wake } from './worker-kit.ts';

const isAtRest = (world: World) => () => statusIn(world)?.state !== 'working';

async function waiting(op: FakeOp, world: World, show: 'background' | 'tab' = 'background'): Promise<Worker> {
  const worker = newWorker(world);
  void startSignOut(world, worker.ports, howTo(show)).then(({ done }) => done);
  await pass(world, 5_000, () => world.foreground.length > 0);
  await pass(world, 5_000);
  expect(statusIn(world)).toMatchObject({ state: 'working', step: 'waiting-for-person' });
  expect(op.alive.size).toBe(1);
  return worker;
}

/** Answers yes: the session ends. */
function answer(op: FakeOp): void {
  op.alive.clear();
  op.cookie = null;
  op.asksNobodyToo = false;
}

const askingOp = (isOther: boolean): FakeOp =>
  Object.assign(fakeOp('support'), { isOther, alwaysAsks: true, asksNobodyToo: true });

describe.each([
  ['Keycloak', false],
  ['another OP', true],
] as const)('a tab of %s that waits', (_n, isOther) => {
  it('is waited for by any number of workers, as long as the deadline lasts', async () => {
    const op = askingOp(isOther);
    const world = allowedWorld(op);
    let worker = await waiting(op, world);
    for (let count = 0; count < 6; count += 1) {
      worker.stop();
      world.now += 1_000;
      // The person closes some other tab, or opens the popup: the browser starts the worker.
      worker = await wake(world);
      await pass(world, 4_000);
    }
    answer(op);
    closeTab(world, 1);
    await pass(world, 60_000, isAtRest(world));
    const { is, failure } = lastRun(world)?.rows[0]?.verdict ?? {};
    expect([is, failure?.code]).toEqual(['signed-out', undefined]);
  });

  it('is waited for no longer because the clock was put back, by the same worker or by the next', async () => {
    for (const isStopped of [false, true]) {
      const op = askingOp(isOther);
      const world = allowedWorld(op);
      const worker = await waiting(op, world);
      if (isStopped) worker.stop();
      // Timers go on as before.
      world.now -= 5 * 3_600_000;
      for (const timer of world.timers) timer.at -= 5 * 3_600_000;
      if (isStopped) await wake(world);
      else world.register.mark(1, 'loaded');
      await pass(world, LIMITS.signOut, isAtRest(world));
      expect(isAtRest(world)()).toBe(true);
      expect(lastRun(world)?.rows[0]?.verdict.is).toBe('somebody');
    }
  });

  it('shows the result itself where the person answered while the worker was stopped: no second tab', async () => {
    const op = askingOp(isOther);
    const world = allowedWorld(op);
    const first = await waiting(op, world, 'tab');
    first.stop();
    answer(op);
    const state = [...world.records.keys()]
      .find((key) => key.startsWith('pending:'))
      ?.slice('pending:'.length);
    // The OP leads back; the page's message starts the worker.
    const next = newWorker(world);
    const realms = [op.realm];
    void resume(realms, next.ports);
    await loadInTab(world, 1, `${AFTER_TAB}?state=${state}`, next.ports);
    await pass(world, 120_000, isAtRest(world));
    await pass(world, 1_000);
    expect(lastRun(world)?.rows[0]?.verdict.is).toBe('signed-out');
    expect(world.foreground).toEqual([expect.stringContaining('/post.html#')]);
  });

  it('is not joined by a second one where somebody else has signed in while the worker was stopped', async () => {
    const op = askingOp(isOther);
    const world = allowedWorld(op);
    const first = await waiting(op, world);
    first.stop();
    op.alive.delete('s1');
    signIn(op, 's2');
    await wake(world);
    await pass(world, 60_000);
    // The first one must have come to its end before another comes up.
    expect([...world.tabs.values()].filter((url) => url.includes('/logout')).length).toBeLessThan(2);
  });

  it('does not keep the next session from being ended by the ways that need no person', async () => {
    const op = askingOp(isOther);
    const world = allowedWorld(op);
    const first = await waiting(op, world);
    first.stop();
    // The person says yes, closes the tab, and an app signs in again by itself; the OP asks no more.
    answer(op);
    op.alwaysAsks = false;
    world.tabs.delete(1);
    signIn(op, 's2');
    await wake(world);
    await pass(world, 120_000, isAtRest(world));
    expect([...op.alive]).toEqual([]);
    expect(world.foreground).toHaveLength(1);
  });

  it('is not joined by a second one where prompt=none fails once when the next worker begins', async () => {
    const op = askingOp(isOther);
    const world = createWorld(op);
    const first = await waiting(op, world);
    first.stop();
    op.refuses.origin = true;
    await wake(world);
    await pass(world, 60_000);
    expect(world.foreground).toHaveLength(1);
  });

  it('is waited for no longer than the deadline, however late a worker begins again', async () => {
    const op = askingOp(isOther);
    const world = allowedWorld(op);
    const began = world.now;
    const first = await waiting(op, world);
    first.stop();
    world.now = began + LIMITS.signOut - 60_000;
    await wake(world);
    await pass(world, LIMITS.person + 120_000, isAtRest(world));
    expect(world.now - began).toBeLessThan(LIMITS.signOut + 30_000);
  });
});

describe('two tabs that wait', () => {
  it('show the result in the one that comes back, although the person has closed the other: no third tab', async () => {
    const ops = ['one', 'two'].map((name) =>
      Object.assign(fakeOp(name), { alwaysAsks: true, asksNobodyToo: true }),
    );
    const world = allowedWorld(...ops);
    const { ports } = newWorker(world);
    let ended = false;
    void startSignOut(world, ports, howTo('tab')).then(({ done }) =>
      done.then(() => {
        ended = true;
      }),
    );
    await pass(world, 10_000);
    expect(world.foreground).toHaveLength(2);
    const tabOf = (name: string) =>
      [...world.tabs].find(([, url]) => url.includes(`/realms/${name}/`))?.[0] ?? -1;
    closeTab(world, tabOf('one'));
    await pass(world, 5_000);
    const two = ops[1] as FakeOp;
    answer(two);
    const tab = tabOf('two');
    const state = new URL(world.tabs.get(tab) ?? '').searchParams.get('state');
    await loadInTab(world, tab, `${AFTER_TAB}?state=${state}`, ports);
    await pass(world, 60_000, () => ended);
    expect(ended).toBe(true);
    expect(world.foreground).toHaveLength(2);
  });
});

describe('settings that change while a sign-out is at work', () => {
  it('leave the row of a removed realm to the worker that is at work on it', async () => {
    const op = Object.assign(fakeOp('support'), { alwaysAsks: true, asksNobodyToo: true });
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { done } = await settle(world, startSignOut(world, ports));
    await settleUntil(world, () => world.foreground.length > 0);
    // A page that shows the work asks whether the worker is awake.
    await settle(world, resume([], ports));
    expect(lastRun(world)?.rows[0]?.tookMs).toBeUndefined();
    closeTab(world, 1);
    await settle(world, done);
  });
});
