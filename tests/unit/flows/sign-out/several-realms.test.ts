import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../lib/contract/status.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { AFTER_TAB, type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import { headlineIn, lastRun, settleUntil, signOutOfAll, startSignOut, WORLDS } from './kit.ts';

/** Signs out of one realm and, before anything of that is stored, of everything. */
async function clickTwice(world: World, first: FakeOp): Promise<Run | undefined> {
  const ports = createPorts(world);
  const all = world.ops.map(({ realm }) => realm);
  const how = howTo('background');
  const both = await settle(
    world,
    Promise.all([
      signOut({ realms: [first.realm], scope: 'these', how }, all, ports),
      signOut({ realms: all, scope: 'everything', how }, all, ports),
    ]),
  );
  await settle(world, Promise.all(both.map(({ done }) => done)));
  return lastRun(world);
}

describe('a sign-out of everything at the moment of another', () => {
  it('covers the realm that the other one has just taken', async () => {
    const [down, up] = [fakeOp('down'), fakeOp('up')];
    down.down = true;
    const run = await clickTwice(createWorld(down, up), down);
    expect(run?.rows.map(({ realmId, verdict }) => [realmId, verdict.is])).toEqual([
      ['down', 'not-proven'],
      ['up', 'signed-out'],
    ]);
    expect(headlineIn(run)).toBe('not-proven');
  });

  it('does not take what an earlier one came to for what this one does', async () => {
    const [left, up] = [fakeOp('left'), fakeOp('up')];
    const world = createWorld(left, up);
    await signOutOfAll(world);
    signIn(left, 'later');
    left.down = true;
    const run = await clickTwice(world, left);
    expect(run?.rows[0]).toMatchObject({ realmId: 'left', verdict: { is: 'not-proven' } });
    expect(headlineIn(run)).toBe('not-proven');
  });
});

/** Waits for something without letting time pass. */
async function settleUntilDone<T>(world: World, work: Promise<T>): Promise<T> {
  let done = false;
  void work.finally(() => {
    done = true;
  });
  await settleUntil(world, () => done);
  return work;
}

describe('a realm that was found and not asked yet', () => {
  it('is asked once the others have ended, whose identity provider it may be, and they are proven after it', async () => {
    const [first, found] = [fakeOp('first'), fakeOp('found')];
    const world = createWorld(first, found);
    world.hostsAllowed = true;
    const realms = [first.realm, found.realm];
    const order = { realms, scope: 'everything' as const, how: howTo('background') };
    const ports = createPorts(world);
    const { done } = await settle(world, signOut({ ...order, unasked: [found.realm.id] }, realms, ports));
    await settle(world, done);
    const asked = world.hops.map((address) =>
      address.startsWith(`${found.realm.issuer}/`) ? 'found' : 'first',
    );
    const runs = asked.filter((name, at) => name !== asked[at - 1]);
    expect(runs).toEqual(['first', 'found', 'first', 'found']);
    expect([first.alive.size, found.alive.size]).toEqual([0, 0]);
  });
});

describe.each(WORLDS)('a sign-out %s', (_rig, makeWorld) => {
  it('is not stopped for one realm by the failure of another', async () => {
    const down = fakeOp('down');
    down.down = true;
    const world = makeWorld(down, fakeOp('staff'));
    const run = await signOutOfAll(world);
    expect(run?.rows.map(({ verdict }) => [verdict.is, verdict.failure?.code])).toEqual([
      ['not-proven', 'server-unreachable'],
      ['signed-out', undefined],
    ]);
    expect(headlineIn(run)).toBe('not-proven');
  });

  it('shows the results of all realms in one tab', async () => {
    const world = makeWorld(fakeOp('support'), fakeOp('staff'));
    const run = await signOutOfAll(world, 'tab');
    expect(run?.rows.map(({ verdict }) => verdict.is)).toEqual(['signed-out', 'signed-out']);
    expect([...world.tabs.values()]).toEqual([`${AFTER_TAB}#run=${run?.id}`]);
  });
});

describe('a sign-out', () => {
  it('leaves a realm that is being signed out to the sign-out under way, and shows it', async () => {
    const [busy, free] = [fakeOp('support'), fakeOp('staff')] as const;
    busy.alwaysAsks = true;
    busy.asksNobodyToo = true;
    const world = createWorld(busy, free);
    const ports = createPorts(world);
    const realms = [busy.realm, free.realm];
    const one = await settle(
      world,
      signOut({ realms: [busy.realm], scope: 'these', how: howTo('background') }, realms, ports),
    );
    await settleUntil(world, () => world.foreground.length > 0);
    const all = await settleUntilDone(world, startSignOut(world, ports));
    expect(all.runId).not.toBe(one.runId);
    await settleUntil(world, () => lastRun(world)?.rows[1]?.step === undefined);
    expect(lastRun(world)?.rows.map(({ label, step }) => [label, step !== undefined])).toEqual([
      ['support', true],
      ['staff', false],
    ]);
    expect(headlineIn(lastRun(world))).toBe('working');
    closeTab(world, world.opened);
    await settle(world, Promise.all([one.done, all.done]));
    expect(headlineIn(lastRun(world))).toBe('somebody');
  });

  it('gives no sign-out where every realm is being signed out already', async () => {
    const world = createWorld(fakeOp('support'));
    const ports = createPorts(world);
    const [first, second] = await Promise.all([startSignOut(world, ports), startSignOut(world, ports)]);
    await settle(world, first.done);
    expect(second.runId).toBeNull();
    expect(lastRun(world)?.id).toBe(first.runId);
  });
});
