import { describe, expect, it } from 'vitest';
import { fakeOp } from '../../fake-op.ts';
import { createPorts } from '../../world.ts';
import { led, page, SIGN_IN, slowDown, WIKI, worldWith } from './ask-kit.ts';
import {
  allowedWorld,
  appAt,
  headlineIn,
  lastRun,
  marksOf,
  rowAfter,
  signOutOfAll,
  tellingOp,
} from './kit.ts';

describe('an app that Keycloak names in the session', () => {
  it('is out where its own server wants a sign-in from the browser as from a stranger', async () => {
    const world = worldWith(() => led(SIGN_IN));
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'out'] });
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('is open where its own server still lets the person in', async () => {
    const world = worldWith((_, withCookies) => (withCookies ? page('Signed in as alice') : led(SIGN_IN)));
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'in'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('is not known to be out where its host is not allowed, and is not asked', async () => {
    const world = worldWith(undefined);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
    expect(world.hops.filter((url) => url.startsWith(WIKI.origin))).toEqual([]);
  });

  it('is asked at its own addresses alone, once without cookies and then with', async () => {
    const asked: [string, boolean][] = [];
    const world = worldWith((url, withCookies) => {
      asked.push([url, withCookies]);
      return led(url.endsWith('/login') ? SIGN_IN : '/login');
    });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'out'] });
    expect(asked).toEqual([
      [`${WIKI.origin}/`, false],
      [`${WIKI.origin}/`, true],
      [`${WIKI.origin}/login`, true],
      [`${WIKI.origin}/start`, false],
      [`${WIKI.origin}/start`, true],
      [`${WIKI.origin}/login`, true],
    ]);
  });

  it.each([
    ['protocol/openid-connect/auth?client_id=wiki&response_type=code', 'out'],
    ['login-actions/authenticate', 'does-not-tell'],
  ])('that shares its host with a Keycloak has no sign-in begun there: %s', async (page, says) => {
    const asked: string[] = [];
    const world = worldWith((url) => {
      asked.push(url);
      return led(`${WIKI.origin}/realms/support/${page}`);
    });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', says] });
    expect(asked.filter((url) => !/^https:\/\/wiki.test\/(start)?$/.test(url))).toEqual([]);
  });

  it('that shares its origin with another one is not out by what their root says, which one of them may have no part in', async () => {
    const at = (clientId: string) => ({ clientId, effectiveUrl: `${WIKI.origin}/${clientId}` });
    const world = allowedWorld(tellingOp('support', [at('wiki'), at('board')]));
    appAt(world, WIKI, { answers: () => led(SIGN_IN) });
    expect(marksOf(await rowAfter(world))).toEqual({ 'wiki, board': ['in-session', 'does-not-tell'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('does not tell where it greets everybody with other words each time', async () => {
    const greetings = ['Hello', 'Welcome', 'Good to see you', 'Nice weather'];
    const world = worldWith(() => page(greetings.pop() ?? ''));
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'does-not-tell'] });
  });

  it('does not tell where it says once that the session has ended', async () => {
    const notes = ['You have been signed out'];
    const world = worldWith((_, withCookies) => page((withCookies && notes.pop()) || 'Sign in'));
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'does-not-tell'] });
  });

  it('of two realms is asked once both have ended: until then the other may let the person in', async () => {
    const ops = [tellingOp('support'), tellingOp('staff')] as const;
    const world = allowedWorld(...ops);
    const [, staff] = ops;
    const ports = createPorts(world);
    slowDown(ports, staff.realm.issuer, 1_000, 'with cookies');
    const answers = (_: string, withCookies: boolean) =>
      withCookies && staff.alive.size > 0 ? page('Signed in as alice') : led(SIGN_IN);
    appAt(world, WIKI, { answers });
    expect((await signOutOfAll(world, 'background', ports))?.rows.map(marksOf)).toEqual([
      { Wiki: ['in-session', 'out'] },
      { Wiki: ['in-session', 'out'] },
    ]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('that may not be asked has its realm wait for no other', async () => {
    const ops = [tellingOp('support'), fakeOp('staff')] as const;
    const world = allowedWorld(...ops);
    const ports = createPorts(world);
    slowDown(ports, ops[1].realm.issuer, 3_000, 'all');
    const rows = (await signOutOfAll(world, 'background', ports))?.rows ?? [];
    expect(rows.map(marksOf)).toEqual([{ Wiki: ['in-session'] }, {}]);
    expect(rows[0]?.tookMs).toBeLessThan(1_000);
    expect(rows[1]?.tookMs).toBeGreaterThan(3_000);
  });

  it('that never answers is given up within its limit and keeps nobody from the result', async () => {
    const world = worldWith(() => new Promise(() => undefined));
    const before = world.now;
    const row = await rowAfter(world);
    expect(row?.verdict).toMatchObject({
      is: 'signed-out',
      apps: [{ marks: ['in-session', 'does-not-tell'], cause: { code: 'timed-out' } }],
    });
    expect(world.now - before).toBeLessThan(5_000);
  });

  it('below a path is out by its own page only: its root may send everybody to a sign-in', async () => {
    const clients = [{ clientId: 'wiki', clientName: 'Wiki', effectiveUrl: `${WIKI.origin}/wiki/?a=1` }];
    for (const [isIn, mark] of [
      [true, 'in'],
      [false, 'out'],
    ] as const) {
      const world = allowedWorld(tellingOp('support', clients));
      appAt(world, WIKI, {
        answers: (url, withCookies) =>
          isIn && withCookies && url === `${WIKI.origin}/wiki/` ? page('Signed in') : led(SIGN_IN),
      });
      expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', mark] });
    }
  });

  it('does not tell where it has a cookie that no visit from here brings', async () => {
    const world = worldWith(() => led(SIGN_IN));
    appAt(world, WIKI, { answers: () => led(SIGN_IN), partitioned: true });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'does-not-tell'] });
  });

  it('that cannot be reached says so', async () => {
    const world = worldWith(() => Promise.reject(new TypeError('Failed to fetch')));
    expect((await rowAfter(world))?.verdict.apps).toMatchObject([{ cause: { code: 'app-unreachable' } }]);
  });

  it('is asked after it was cleared, and is open where that did not help', async () => {
    const world = worldWith(
      (_, withCookies) => (withCookies ? page('Signed in') : page('Signed out')),
      [WIKI],
    );
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'cleared', 'in'] });
    expect(headlineIn(lastRun(world))).toBe('apps');
  });
});
