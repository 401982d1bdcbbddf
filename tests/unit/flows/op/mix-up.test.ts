import { describe, expect, it } from 'vitest';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { signInAndReport } from '../../../../lib/flows/sign-in/sign-in.ts';
import { type FakeOp, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';
import { rowAfter, statusOf } from '../sign-out/kit.ts';

/** A hostile OP that says of itself what it likes, and sends who asks it for a code on to an honest one that does not name itself. */
function mixUp(different: Partial<FakeOp>, hostsAllowed: boolean): { world: World; hostile: FakeOp } {
  const honest = Object.assign(fakeOp('honest'), { names: 'jwt' });
  const hostile = Object.assign(fakeOp('hostile', null), { sendsTo: honest, names: 'no' }, different);
  const world = createWorld(honest, hostile);
  world.hostsAllowed = hostsAllowed;
  return { world, hostile };
}

const CLAIMS: [string, Partial<FakeOp>][] = [
  ['that promises nothing', {}],
  ['that promises its name', { names: 'iss' }],
  ['that promises its name in a JWT', { names: 'jwt' }],
  ['that is no Keycloak', { isOther: true }],
  ['that is no Keycloak and promises its name in a JWT', { isOther: true, names: 'jwt' }],
];

describe.each([
  ['as installed', false],
  ['with all hosts allowed', true],
])('the code of an honest OP, %s,', (_, hostsAllowed) => {
  it.each(CLAIMS)('never comes to a hostile one %s, by looking', async (_claim, different) => {
    const { world, hostile } = mixUp(different, hostsAllowed);
    await settle(world, lookAtAll([hostile.realm], createPorts(world)));
    expect(hostile.takenCodes).toEqual([]);
  });

  it.each(CLAIMS)('never comes to a hostile one %s, by a sign-in in a window', async (_claim, different) => {
    const { world, hostile } = mixUp(different, hostsAllowed);
    await settle(world, signInAndReport(hostile.realm, createPorts(world))).catch(() => undefined);
    expect(hostile.takenCodes).toEqual([]);
  });

  it('never comes to a hostile one through the built-in client', async () => {
    const { world, hostile } = mixUp({}, hostsAllowed);
    hostile.realm.client = 'built-in';
    await settle(world, lookAtAll([hostile.realm], createPorts(world)));
    expect(hostile.takenCodes).toEqual([]);
  });
});

describe('an honest OP that does not name itself by a parameter', () => {
  it('is asked for its name in a JWT, and signed out of as any other, as installed', async () => {
    const op = Object.assign(fakeOp('support'), { names: 'jwt' });
    const row = await rowAfter(createWorld(op));
    expect(row?.verdict.is).toBe('signed-out');
    expect(op.takenCodes).toEqual(['s1']);
  });

  it('and cannot in a JWT either is signed out of by single requests, which show who answers', async () => {
    const op = Object.assign(fakeOp('support'), { names: 'no', isOther: true });
    const world = createWorld(op);
    world.hostsAllowed = true;
    expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
    expect(op.takenCodes).toEqual(['s1']);
  });

  it('and cannot in a JWT either asks for access to its host as installed, and its code is not exchanged', async () => {
    const op = Object.assign(fakeOp('support'), { names: 'no', isOther: true });
    const world = createWorld(op);
    await settle(world, lookAtAll([op.realm], createPorts(world)));
    expect(statusOf(world)).toMatchObject({
      state: 'failed',
      failure: { code: 'access-missing', details: ['https://op.test'] },
    });
    expect(op.takenCodes).toEqual([]);
  });

  it('is signed in to in a window, and then asked by a single request who is in', async () => {
    const op = Object.assign(fakeOp('support', null), { names: 'no', isOther: true });
    const world = createWorld(op);
    world.hostsAllowed = true;
    await settle(world, signInAndReport(op.realm, createPorts(world)));
    expect(statusOf(world)).toMatchObject({ state: 'signed-in', userName: 'alice' });
    expect(op.takenCodes).toHaveLength(1);
  });
});
