import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../lib/contract/status.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import { headlineIn, lastRun, signOutOfAll } from './kit.ts';

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
