import { describe, expect, it } from 'vitest';
import type { HopAnswer } from '../../../../lib/flows/kernel/ports.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeApp, howTo, settle, type World } from '../../world.ts';
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

const WIKI: App = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };
const SIGN_IN =
  'https://sso.test/realms/support/protocol/openid-connect/auth?client_id=wiki&response_type=code';

const led = (location: string): HopAnswer => ({ status: 302, location, body: '' });
const page = (body: string): HopAnswer => ({ status: 200, location: null, body });

/** A realm in whose session the wiki is, which nobody has listed and whose host is allowed. */
function worldWith(answers: FakeApp['answers'], listed: App[] = []): World {
  const op = tellingOp('support');
  op.realm.apps = listed;
  const world = allowedWorld(op);
  appAt(world, WIKI, answers ? { answers } : {});
  return world;
}

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
    const { hop, clock } = ports;
    ports.hop = async (url, init) => {
      const isSlow = url.startsWith(`${staff.realm.issuer}/`) && init.credentials !== 'omit';
      if (isSlow) await new Promise<void>((resolve) => void clock.after(1_000, resolve));
      return hop(url, init);
    };
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
    const { hop, clock } = ports;
    ports.hop = async (url, init) => {
      if (url.startsWith(`${ops[1].realm.issuer}/`))
        await new Promise<void>((resolve) => void clock.after(3_000, resolve));
      return hop(url, init);
    };
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

  it('is not asked while a sign-in to it stands in a tab, which would be lost', async () => {
    const world = worldWith(() => led(SIGN_IN));
    const [op] = world.ops;
    const issuer = op?.realm.issuer ?? '';
    world.tabs.set(901, `${issuer}/protocol/openid-connect/auth?redirect_uri=${WIKI.origin}/callback`);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
  });

  it.each([
    ['ask', ['in-session', 'out']],
    ['leave', ['in-session']],
  ] as const)('is neither cleared nor more than it is to be: %s', async (atSignOut, marks) => {
    const world = worldWith(() => led(SIGN_IN), [{ ...WIKI, atSignOut }]);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: marks });
    expect(world.apps.get(WIKI.origin)?.data).toBe(true);
  });

  it.each(['https://op.test/realms/support', 'https://other.test/realms/staff'])(
    'is not asked while a sign-in to it has got past its first page, at %s',
    async (issuer) => {
      const world = worldWith(() => led(SIGN_IN));
      const signIn = { issuer, clientId: 'wiki', redirectUri: `${WIKI.origin}/callback` };
      world.records.set('sign-in:901', signIn);
      world.tabs.set(901, `${issuer}/login-actions/authenticate?client_id=wiki&tab_id=x`);
      expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session'] });
      const left = worldWith(() => led(SIGN_IN));
      left.records.set('sign-in:901', signIn);
      left.tabs.set(901, 'https://elsewhere.test/');
      expect(marksOf(await rowAfter(left))).toEqual({ Wiki: ['in-session', 'out'] });
    },
  );

  it('is not asked while its realm has only been found', async () => {
    const world = worldWith(() => led(SIGN_IN));
    const realms = world.ops.map(({ realm }) => realm);
    const order = { realms, scope: 'everything', how: howTo('background'), onlyFound: ['support'] } as const;
    const { done } = await settle(world, signOut(order, realms, createPorts(world)));
    await settle(world, done);
    expect(marksOf(lastRun(world)?.rows[0])).toEqual({ Wiki: ['in-session'] });
  });

  it('is not asked at an address in somebody’s own network that a realm outside of it names', async () => {
    const inside = 'http://127.0.0.1:8080';
    const clients = [{ clientId: 'router', clientName: 'Router', effectiveUrl: `${inside}/start` }];
    const world = allowedWorld(tellingOp('support', clients));
    appAt(world, { ...WIKI, origin: inside }, { answers: () => led(SIGN_IN) });
    expect(marksOf(await rowAfter(world))).toEqual({ Router: ['in-session'] });
    const listed = tellingOp('support', clients);
    listed.realm.apps = [{ ...WIKI, origin: inside, label: 'Router' }];
    const other = allowedWorld(listed);
    appAt(other, { ...WIKI, origin: inside }, { answers: () => led(SIGN_IN) });
    expect(marksOf(await rowAfter(other))).toEqual({ Router: ['in-session', 'cleared', 'out'] });
  });

  it('is not asked while the session lives on', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    let visits = 0;
    appAt(world, WIKI, {
      answers: () => {
        visits += 1;
        return led(SIGN_IN);
      },
    });
    op.down = true;
    await rowAfter(world);
    expect(visits).toBe(0);
  });
});

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
