import { describe, expect, it } from 'vitest';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { fakeOp, signIn, TOKEN_LIFE } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import { allowedWorld, lastRun, remember, rowAfter, startSignOut, WORLDS } from './kit.ts';

describe.each(WORLDS)('a sign-out %s', (_rig, makeWorld) => {
  it('ends the session that is in the browser as well as the one it remembers', async () => {
    const op = fakeOp('support', 's1');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    world.now += 40_000;
    signIn(op, 's2');
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect([...op.alive]).toEqual([]);
  });

  it('finds and ends the session of whoever has signed in since the popup looked', async () => {
    const op = fakeOp('support', 's1');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect([...op.alive]).toEqual([]);
  });

  it('ends a remembered session that lives on although the browser has lost its cookie', async () => {
    const op = fakeOp('support');
    const world = makeWorld(op);
    await settle(world, remember(op, world));
    op.cookie = null;
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(op.alive.size).toBe(0);
  });

  it('ends another session too that came into the browser while the first was taken', async () => {
    const op = fakeOp('support');
    op.clearsAnyCookie = true;
    const world = allowedWorld(op);
    const ports = createPorts(world);
    let swapped = false;
    ports.marks.compare = async (_, sid) => {
      if (!swapped) signIn(op, 's2');
      swapped = true;
      return { mark: sid === op.cookie ? 'equal' : 'other', stamp: 'none' };
    };
    expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect([...op.alive]).toEqual([]);
  });
});

describe('a sign-out', () => {
  it('begins with the session that the popup has found, for half a minute, where the browser’s cookie is seen to be its own', async () => {
    for (const [seconds, makeWorld, codes] of [
      [29, allowedWorld, 0],
      [31, allowedWorld, 1],
      [29, createWorld, 1],
    ] as const) {
      const op = fakeOp('support');
      const world = makeWorld(op);
      await settle(world, remember(op, world));
      world.now += seconds * 1000;
      const before = op.codes;
      expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
      expect(op.codes - before).toBe(codes);
    }
  });

  it('waits for a look that is under way, and begins with what it finds', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const look = lookAtAll([op.realm], ports);
    const { done } = await startSignOut(world, ports);
    await settle(world, Promise.all([look, done]));
    expect(lastRun(world)?.rows[0]).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(op.codes).toBe(1);
  });

  it('with the host allowed takes three requests after the popup has looked, none of which is followed', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    world.hops.length = 0;
    const asked = op.userinfo;
    expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
    expect(world.hops).toHaveLength(2);
    expect(op.userinfo - asked).toBe(1);
  });

  it.each([true, false])(
    'sends a hint although its token is refused: only the client’s part may have gone (allowed: %s)',
    async (allowed) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = allowed;
      await settle(world, remember(op, world));
      signIn(op, 's2');
      const ports = createPorts(world);
      const { fetch } = ports;
      ports.fetch = async (url, init) => {
        const isFirst = new Headers(init.headers).get('Authorization')?.startsWith('Bearer access-s1@');
        return isFirst && url.endsWith('/userinfo') ? new Response(null, { status: 401 }) : fetch(url, init);
      };
      expect(await rowAfter(world, ports)).toMatchObject({ verdict: { is: 'signed-out' } });
      expect([...op.alive]).toEqual([]);
    },
  );

  it.each([true, false])(
    'proves the end of a remembered session whose token has expired (allowed: %s)',
    async (allowed) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.hostsAllowed = allowed;
      await settle(world, remember(op, world));
      op.alive.delete('s1');
      world.now += 2 * TOKEN_LIFE;
      signIn(op, 's2');
      expect(await rowAfter(world)).toMatchObject({ verdict: { is: 'signed-out' } });
      expect([...op.alive]).toEqual([]);
    },
  );
});
