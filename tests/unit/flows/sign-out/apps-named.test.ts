import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import type { StoredRow } from '../../../../lib/flows/kernel/records.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import { led, page, SIGN_IN, slowDown, WIKI } from './ask-kit.ts';
import {
  allowedWorld,
  appAt,
  headlineIn,
  lastRun,
  marksOf,
  portsStoppedAt,
  remember,
  startAgain,
  tellingOp,
} from './kit.ts';

/** One click on the button for everything where an admin has agreed for all apps; realms may have been only found. */
function start(world: World, ports: Ports, onlyFound: string[] = []) {
  const realms = world.ops.map(({ realm }) => realm);
  const order = { realms, scope: 'everything', how: howTo('background'), onlyFound, clearsNamed: true };
  return signOut(order as Parameters<typeof signOut>[0], realms, ports);
}

async function rowsAfter(world: World, ports = createPorts(world), onlyFound: string[] = []) {
  const { done } = await settle(world, start(world, ports, onlyFound));
  await settle(world, done);
  return lastRun(world)?.rows ?? [];
}

describe('an app that the session names, where an admin has agreed for all', () => {
  it('is cleared like a listed one, and its tabs loaded again', async () => {
    const world = createWorld(tellingOp('support'));
    const tab = { unsaved: false, loads: 0 };
    const app = appAt(world, WIKI, { tabs: new Map([[91, tab]]) });
    expect((await rowsAfter(world)).map(marksOf)).toEqual([{ Wiki: ['in-session', 'cleared', 'reloaded'] }]);
    expect([app.data, tab.loads]).toEqual([false, 1]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('is named where its host is not allowed, and the others are cleared', async () => {
    const clients = ['wiki', 'board'].map((name) => ({
      clientId: name,
      effectiveUrl: `https://${name}.test/`,
    }));
    const world = createWorld(tellingOp('support', clients));
    const closed = appAt(world, WIKI, { allowed: false });
    const board = appAt(world, { ...WIKI, origin: 'https://board.test' });
    expect((await rowsAfter(world)).map(marksOf)).toEqual([
      { wiki: ['in-session', 'not-allowed'], board: ['in-session', 'cleared'] },
    ]);
    expect([closed.data, board.data]).toEqual([true, false]);
  });

  it.each(['ask', 'leave'] as const)('goes by its own entry where it has one: %s', async (atSignOut) => {
    const op = tellingOp('support');
    op.realm.apps = [{ ...WIKI, atSignOut }];
    const world = createWorld(op);
    const app = appAt(world, WIKI);
    expect((await rowsAfter(world)).map(marksOf)).toEqual([{ Wiki: ['in-session'] }]);
    expect(app.data).toBe(true);
  });

  it('is left alone where its realm was only found, which may name any address', async () => {
    const world = createWorld(tellingOp('support'));
    const app = appAt(world, WIKI);
    expect((await rowsAfter(world, createPorts(world), ['support'])).map(marksOf)).toEqual([
      { Wiki: ['in-session'] },
    ]);
    expect(app.data).toBe(true);
  });

  it.each(['http://127.0.0.1:8080', 'https://router.lan', 'https://192.168.1.1'])(
    'is left alone at %s, which a realm outside of that network has no business to name',
    async (origin) => {
      const clients = [{ clientId: 'router', effectiveUrl: `${origin}/start` }];
      const world = createWorld(tellingOp('support', clients));
      const app = appAt(world, { ...WIKI, origin });
      await rowsAfter(world);
      expect(app.data).toBe(true);
    },
  );

  it('is left alone where nobody has agreed', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    const app = appAt(world, WIKI);
    const order = { realms: [op.realm], scope: 'everything' as const, how: howTo('background') };
    const { done } = await settle(world, signOut(order, [op.realm], createPorts(world)));
    await settle(world, done);
    expect(app.data).toBe(true);
  });

  it('is not cleared while the session lives on', async () => {
    const op = tellingOp('support');
    const world = createWorld(op);
    const app = appAt(world, WIKI);
    await settle(world, remember(op, world));
    op.down = true;
    expect(await rowsAfter(world)).toMatchObject([{ verdict: { is: 'may-remain' } }]);
    expect(app.data).toBe(true);
  });

  it('of two realms is cleared once both have ended, however slow one is, and both say that nobody is in', async () => {
    const ops = [tellingOp('support'), tellingOp('staff')] as const;
    const world = allowedWorld(...ops);
    const [, staff] = ops;
    const ports = createPorts(world);
    slowDown(ports, staff.realm.issuer, 1_000, 'with cookies');
    const letsIn = () => staff.alive.size > 0;
    const app = appAt(world, WIKI, {
      answers: (_, withCookies) => (withCookies && app.data ? page('Signed in as alice') : led(SIGN_IN)),
    });
    const tab = {
      unsaved: false,
      loads: 0,
      onLoad: () => {
        // Over a live session it comes back.
        if (letsIn()) app.data = true;
      },
    };
    app.tabs.set(91, tab);
    const rows = await rowsAfter(world, ports);
    expect(rows.map(({ verdict }) => verdict.apps.map(({ state }) => state))).toEqual([['out'], ['out']]);
    expect(app.data).toBe(false);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('counts with what its realms share, and stands with their rows', async () => {
    const ops = [tellingOp('support'), tellingOp('staff')] as const;
    const world = allowedWorld(...ops);
    appAt(world, WIKI);
    await rowsAfter(world);
    const records = Object.fromEntries(world.records);
    const rows = Object.entries(records).flatMap(([key, row]) => (key.startsWith('row:') ? [row] : []));
    // The one that comes first knows of no other yet; either word counts for both.
    expect((rows as StoredRow[]).flatMap(({ shares }) => shares)).not.toEqual([]);
    for (const { apps } of rows as StoredRow[]) expect(apps).toEqual([WIKI]);
  });

  it('that an earlier sign-out has left is cleared by the next', async () => {
    const world = createWorld(tellingOp('support'));
    const app = appAt(world, WIKI, { allowed: false });
    await rowsAfter(world);
    app.allowed = true;
    world.now += 1_000;
    expect((await rowsAfter(world)).map(marksOf)).toEqual([{ Wiki: ['in-session', 'cleared'] }]);
    expect(headlineIn(lastRun(world))).toBe('nothing');
  });

  it('is cleared whenever a worker was stopped meanwhile, and its tabs are not left blank', async () => {
    for (let call = 1; ; call += 1) {
      const world = createWorld(tellingOp('support'));
      const tab = { unsaved: false, loads: 0, isBlank: false };
      const app = appAt(world, WIKI, { tabs: new Map([[91, tab]]) });
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = start(world, ports).then(({ done }) => done.then(() => 'done'));
      const isDone = (await settle(world, Promise.race([whole, stopped]))) === 'done';
      if (!isDone) await startAgain(world);
      const run = lastRun(world);
      if (run && headlineIn(run) === 'signed-out')
        expect([app.data, tab.isBlank], `stopped at call ${call}`).toEqual([false, false]);
      if (isDone) break;
    }
  }, 30_000);

  it('takes no time of realms in which no app may be cleared', async () => {
    const ops = [tellingOp('support'), tellingOp('staff', [])] as const;
    const world = allowedWorld(...ops);
    const ports = createPorts(world);
    appAt(world, WIKI, { allowed: false });
    slowDown(ports, ops[1].realm.issuer, 3_000, 'all');
    const rows = await rowsAfter(world, ports);
    expect(rows[0]?.tookMs).toBeLessThan(1_000);
    expect(rows[1]?.tookMs).toBeGreaterThan(3_000);
  });
});

describe('an app of a client that is known at two places', () => {
  it('is cleared at both', async () => {
    const world = createWorld(tellingOp('support'));
    const issuer = world.ops[0]?.realm.issuer ?? '';
    const redirectUri = 'https://board.test/callback';
    world.records.set(`seen-app:${issuer} wiki ${redirectUri}`, { issuer, clientId: 'wiki', redirectUri });
    const places = ['https://wiki.test', 'https://board.test'];
    const apps = places.map((origin) => appAt(world, { ...APP_DEFAULTS, origin, label: 'Wiki' }));
    await rowsAfter(world);
    expect(apps.map(({ data }) => data)).toEqual([false, false]);
  });
});
