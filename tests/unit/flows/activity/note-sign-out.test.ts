import { describe, expect, it } from 'vitest';
import { signInAndReport } from '../../../../lib/flows/sign-in/sign-in.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, howTo, settle } from '../../world.ts';
import { allowedWorld, signOutOfAll, tellingOp } from '../sign-out/kit.ts';

describe('what is kept of a sign-out', () => {
  it('is what its page says, once it has come to rest, and no token, `sid` or address', async () => {
    const world = allowedWorld(tellingOp('support', [], 0), fakeOp('staff', null));
    const startedAt = world.now;
    const run = await signOutOfAll(world);
    expect(world.activity).toEqual([
      {
        kind: 'sign-out',
        id: run?.id,
        at: expect.closeTo(startedAt, -2),
        by: 'popup',
        realms: [{ label: 'support', user: 'alice' }, { label: 'staff' }],
        tookMs: expect.any(Number),
        headline: { kind: 'signed-out', names: [], count: 0, all: false, open: false },
        proven: 2,
        apps: { out: 0, cleared: 0, unknown: 0, open: 0 },
      },
    ]);
    expect(JSON.stringify(world.activity)).not.toMatch(/access-|id-s1|"s1"|https?:/);
  });

  it('names what has started it', async () => {
    const op = fakeOp('support');
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const order = { scope: 'everything', how: howTo('background'), by: 'key' } as const;
    const { done } = await settle(world, signOut({ ...order, realms: [op.realm] }, [op.realm], ports));
    await settle(world, done);
    expect(world.activity).toMatchObject([{ by: 'key' }]);
  });

  it('is kept by the next worker where this one was stopped before it was, and by none twice', async () => {
    const op = tellingOp('support', [], 0);
    const world = allowedWorld(op);
    const stopped = createPorts(world);
    stopped.activity.add = () => Promise.reject(new Error('stopped'));
    await signOutOfAll(world, 'background', stopped);
    expect(world.activity).toEqual([]);
    for (let worker = 0; worker < 2; worker += 1) {
      await settle(world, resume([op.realm], createPorts(world)));
      await new Promise(setImmediate);
    }
    expect(world.activity).toMatchObject([{ headline: { kind: 'signed-out' } }]);
    expect(world.activity).toHaveLength(1);
  });

  it('takes nothing from a sign-out where it cannot be kept', async () => {
    const world = allowedWorld(fakeOp('support'));
    const ports = createPorts(world);
    ports.activity.add = () => Promise.reject(new Error('the disk is full'));
    const run = await signOutOfAll(world, 'background', ports);
    expect(run?.rows[0]?.verdict.is).toBe('signed-out');
  });
});

describe('what is kept of a sign-in', () => {
  it('is its realm and who it was, once somebody is in', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, signInAndReport(op.realm, createPorts(world)));
    expect(world.activity).toMatchObject([
      { kind: 'sign-in', by: 'popup', realms: [{ label: 'support', user: 'alice' }] },
    ]);
  });

  it('is nothing where nobody came in', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    const ports = createPorts(world);
    ports.webAuth.ask = async () => ({ ok: false, failure: 'closed' });
    await expect(settle(world, signInAndReport(op.realm, ports))).rejects.toThrow();
    expect(world.activity).toEqual([]);
  });
});
