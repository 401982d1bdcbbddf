import { describe, expect, it } from 'vitest';
import type { World } from '../../world.ts';
import { led, SIGN_IN, WIKI } from './ask-kit.ts';
import { allowedWorld, appAt, headlineIn, lastRun, marksOf, rowAfter, tellingOp } from './kit.ts';

describe('an app of which the realm knows no address', () => {
  const nowhere = [{ clientId: 'wiki', clientName: 'Wiki' }];

  /** A world in which a tab has shown where the app's sign-in came back to. */
  function seenAt(redirectUri: string, ...more: ReturnType<typeof tellingOp>[]): World {
    const op = tellingOp('support', nowhere);
    const world = allowedWorld(op, ...more);
    const { issuer } = op.realm;
    const app = { issuer, clientId: 'wiki', redirectUri };
    world.records.set(`seen-app:${issuer} wiki ${redirectUri}`, app);
    return world;
  }

  it('is where its sign-in in a tab has come back to, and asked there', async () => {
    const world = seenAt(`${WIKI.origin}/callback`);
    appAt(world, WIKI, { answers: () => led(SIGN_IN) });
    expect((await rowAfter(world))?.verdict.apps).toMatchObject([
      { key: WIKI.origin, name: 'Wiki', marks: ['in-session', 'out'] },
    ]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('is no app where it is another realm, which is signed out as well', async () => {
    const staff = tellingOp('staff', []);
    const world = seenAt(`${staff.realm.issuer}/broker/support/endpoint`, staff);
    expect(marksOf(await rowAfter(world))).toEqual({});
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('is one where it is another realm that nobody signs out', async () => {
    const world = seenAt('https://elsewhere.test/realms/staff/broker/support/endpoint');
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('is one where it is two other realms of which nobody signs one out', async () => {
    const staff = tellingOp('staff', []);
    const world = seenAt(`${staff.realm.issuer}/broker/support/endpoint`, staff);
    const redirectUri = 'https://elsewhere.test/realms/guests/broker/support/endpoint';
    const { issuer = '' } = world.ops[0]?.realm ?? {};
    world.records.set(`seen-app:${issuer} wiki ${redirectUri}`, { issuer, clientId: 'wiki', redirectUri });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
  });
});

describe('an app of which the realm knows an address', () => {
  it('stays one although a tab was led to another realm in its name, as any page may plan it', async () => {
    const op = tellingOp('support');
    const staff = tellingOp('staff', []);
    const world = allowedWorld(op, staff);
    const { issuer } = op.realm;
    const redirectUri = `${staff.realm.issuer}/broker/support/endpoint`;
    world.records.set(`seen-app:${issuer} wiki ${redirectUri}`, { issuer, clientId: 'wiki', redirectUri });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });
});
