import { describe, expect, it } from 'vitest';
import type { HopAnswer } from '../../../../lib/flows/kernel/ports.ts';
import type { FakeApp } from '../../world.ts';
import { led, page, SIGN_IN, WIKI, worldWith } from './ask-kit.ts';
import { allowedWorld, appAt, headlineIn, lastRun, marksOf, rowAfter, tellingOp } from './kit.ts';

const BOARD = 'https://board.test';
const COMPANY = 'https://login.company.test/oauth2/authorize?response_type=code&client_id=1';
const FORM = '<form method="post"><input type="password" name="p"></form>';

const status = (code: number, body = ''): HopAnswer => ({ status: code, location: null, body });

/** Servers that answer a visit badly, what is said of them, and how often they are visited with and without the person's cookies. */
const SERVERS: [string, NonNullable<FakeApp['answers']>, string, [without: number, withThem: number]][] = [
  ['redirects in a circle', () => led('/'), 'does-not-tell', [1, 1]],
  [
    'redirects in a circle by its sign-in page',
    (url) => led(url.endsWith('/login') ? '/' : '/login'),
    'does-not-tell',
    [1, 2],
  ],
  ['redirects to another app that may be asked', () => led(`${BOARD}/start`), 'does-not-tell', [1, 1]],
  // It has a sign-in of its own there, to which it sends strangers alike.
  ['redirects to another company’s provider', () => led(COMPANY), 'out', [2, 2]],
  [
    'has its people led to another company’s provider',
    (_, own) => led(own ? '/home' : COMPANY),
    'in',
    [2, 2],
  ],
  ['downloads a file', () => page('%PDF-1.7 the same for everybody'), 'does-not-tell', [1, 1]],
  // What is too big to be read has no words.
  ['downloads a big file', () => page(''), 'does-not-tell', [1, 1]],
  ['answers 500 always', () => status(500), 'does-not-tell', [1, 1]],
  ['answers with its own sign-in form', () => page(FORM), 'does-not-tell', [1, 1]],
  ['has a public start page', () => page('Welcome to the wiki'), 'does-not-tell', [1, 1]],
  [
    'forbids the person for a missing role',
    (_, own) => (own ? status(403) : led(SIGN_IN)),
    'does-not-tell',
    [1, 1],
  ],
];

describe('an app that is asked', () => {
  it.each(SERVERS)('and %s', async (_, answers, says, [without, withThem]) => {
    const visits = { omit: 0, include: 0 };
    const world = worldWith((url, own) => {
      visits[own ? 'include' : 'omit'] += 1;
      return answers(url, own);
    });
    appAt(world, { ...WIKI, origin: BOARD }, { answers: () => page('The board') });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', says] });
    expect(visits).toEqual({ omit: without, include: withThem });
    const elsewhere = world.hops.filter(
      (url) => ![WIKI.origin, 'https://op.test'].includes(new URL(url).origin),
    );
    expect(elsewhere).toEqual([]);
  });

  it('and counts each visit lets the person in no less for it', async () => {
    let visits = 0;
    const world = worldWith((_, own) => {
      visits += 1;
      return own ? page(`Signed in, visit ${visits}`) : led(SIGN_IN);
    });
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'in'] });
    expect(visits).toBe(4);
  });

  it('with forty-nine others, most of which hang, is heard all the same, within the limit of one', async () => {
    const clients = Array.from({ length: 50 }, (_, at) => ({
      clientId: `app-${at}`,
      effectiveUrl: `https://app-${at}.test/`,
    }));
    const world = allowedWorld(tellingOp('support', clients));
    const hangs = (at: number) => at % 10 !== 0;
    for (const at of clients.keys())
      appAt(
        world,
        { ...WIKI, origin: `https://app-${at}.test` },
        { answers: () => (hangs(at) ? new Promise(() => undefined) : led(SIGN_IN)) },
      );
    const before = world.now;
    const row = await rowAfter(world);
    const states = row?.verdict.apps.map(({ state }) => state) ?? [];
    expect(states).toEqual(clients.map((_, at) => (hangs(at) ? 'unknown' : 'out')));
    expect(world.now - before).toBeLessThan(5_000);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });
});

describe('an app whose realm names as its address', () => {
  it.each([
    'wiki/start',
    '/wiki',
    '//wiki.test/',
    'javascript:alert(1)',
    'data:text/html,hello',
    'file:///etc/passwd',
    'http://wiki.test/',
    'https://*.wiki.test/',
    'https://*',
    'https://op.test/realms/support',
    'https://op.test/realms/support/account/',
  ])('%s is named, and neither asked nor cleared nor offered at one', async (effectiveUrl) => {
    const world = allowedWorld(
      tellingOp('support', [{ clientId: 'wiki', clientName: 'Wiki', effectiveUrl }]),
    );
    const app = appAt(world, WIKI, { answers: () => led(SIGN_IN) });
    const row = await rowAfter(world);
    expect(marksOf(row)).toEqual({ Wiki: ['in-session'] });
    expect(row?.verdict.apps[0]).not.toHaveProperty('origin');
    expect([app.data, world.hops.filter((url) => url.startsWith(WIKI.origin))]).toEqual([true, []]);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });
});
