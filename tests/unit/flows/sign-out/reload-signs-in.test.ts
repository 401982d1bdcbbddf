import { describe, expect, it } from 'vitest';
import { createSignInNotes } from '../../../../lib/flows/look/note-sign-ins.ts';
import { finishApp } from '../../../../lib/flows/sign-out/clear.ts';
import { APP_DEFAULTS, EMPTY_SETTINGS } from '../../../../lib/settings/schema.ts';
import { type FakeOp, signIn } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeApp, settle, type World } from '../../world.ts';
import {
  appAt,
  headlineIn,
  lastRun,
  marksOf,
  portsStoppedAt,
  rowAfter,
  startAgain,
  startSignOut,
  tellingOp,
} from './kit.ts';

const WIKI = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };
const BOARD = { ...APP_DEFAULTS, origin: 'https://board.test', label: 'Board' };
const client = ({ label, origin }: typeof WIKI) => ({
  clientId: label.toLowerCase(),
  clientName: label,
  effectiveUrl: `${origin}/`,
});

/** A realm that lets in whoever asks for a sign-in, through a provider, with apps that are listed and in its session. */
function worldWith(...apps: (typeof WIKI)[]): { world: World; op: FakeOp; at: FakeApp[] } {
  const op = tellingOp('support', apps.map(client));
  op.realm.apps = apps;
  const world = createWorld(op);
  return { world, op, at: apps.map((app) => appAt(world, app)) };
}

/** Has somebody be signed in by a page that asks the realm for it; the apps that ask then are in that session. */
function join(op: FakeOp, app: typeof WIKI, tab = 0): void {
  if (!op.cookie || !op.alive.has(op.cookie)) {
    signIn(op, `again-${op.people.size}-${tab}`);
    op.account = { applications: [], 'sessions/devices': [] };
  }
  const clients = [...((op.account?.applications as object[] | undefined) ?? []), client(app)];
  op.account = {
    applications: clients,
    'sessions/devices': [{ sessions: [{ id: op.cookie, current: true, clients }] }],
  };
}

/** Opens a tab of an app that asks the realm for a sign-in by itself as soon as it is loaded. */
function openEager(op: FakeOp, app: FakeApp, which: typeof WIKI, unsaved = false) {
  const tab = { unsaved, loads: 0, onLoad: () => join(op, which) };
  app.tabs.set(71, tab);
  return tab;
}

/** What the browser shows of a tab that an app sends to the realm, which leads it back from a page of its own. */
async function show(world: World, op: FakeOp, tabId: number, app: typeof WIKI, from: string): Promise<void> {
  const settings = { read: async () => ({ ...EMPTY_SETTINGS, realms: [op.realm] }) };
  const notes = createSignInNotes(createPorts(world), settings);
  const back = `${app.origin}/callback`;
  const { issuer } = op.realm;
  const query = `client_id=${app.label.toLowerCase()}&redirect_uri=${encodeURIComponent(back)}`;
  await notes.begun(tabId, `${issuer}/protocol/openid-connect/auth?${query}`);
  await notes.led(tabId, issuer + from, `${back}?code=1`);
}

const THROUGH_PROVIDER = '/broker/head-office/endpoint?code=2';

describe('an app that signs the person in again as soon as its tab is loaded', () => {
  it('has that tab closed in the next round, which says why, and the person is out', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    const tab = openEager(op, app, WIKI);
    const row = await rowAfter(world);
    expect(marksOf(row)).toEqual({ Wiki: ['in-session', 'cleared', 'reloaded', 'not-reloaded'] });
    expect([tab.loads, app.tabs.size, app.data]).toEqual([1, 0, false]);
    expect(op.alive.size).toBe(0);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('has it closed at once by the next sign-out of the same browser session', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    openEager(op, app, WIKI);
    await rowAfter(world);
    join(op, WIKI);
    app.data = true;
    const tab = openEager(op, app, WIKI);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'cleared', 'not-reloaded'] });
    expect([tab.loads, app.tabs.size]).toEqual([0, 0]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('loses no input that is not saved by it', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    openEager(op, app, WIKI);
    await rowAfter(world);
    join(op, WIKI);
    openEager(op, app, WIKI, true);
    expect(marksOf(await rowAfter(world))).toEqual({ Wiki: ['in-session', 'cleared', 'kept-open'] });
    expect(app.tabs.size).toBe(1);
    await settle(world, finishApp(WIKI, 'reload', [op.realm.issuer], createPorts(world)));
    expect([app.tabs.size, op.alive.size]).toEqual([0, 0]);
  });

  it('is told apart from one that has only found the session, where tabs are seen', async () => {
    const { world, op, at } = worldWith(WIKI, BOARD);
    const [wiki, board] = at as [FakeApp, FakeApp];
    const eager = openEager(op, wiki, WIKI);
    // The other one asks in a frame whether anybody is in, until somebody is.
    const asks = { unsaved: false, loads: 0, onLoad: () => op.cookie && join(op, BOARD) };
    eager.onLoad = () => {
      join(op, WIKI);
      if (asks.loads === 1) join(op, BOARD);
      void show(world, op, 71, WIKI, THROUGH_PROVIDER);
    };
    board.tabs.set(72, asks);
    const row = await rowAfter(world);
    expect(marksOf(row).Wiki).toContain('not-reloaded');
    expect(marksOf(row).Board).not.toContain('not-reloaded');
    expect([wiki.tabs.size, board.tabs.size, asks.loads]).toEqual([0, 1, 2]);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
  });

  it('is no app that stands in no session that came since', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    const tab = openEager(op, app, WIKI);
    let isFirst = true;
    // Another page signs in meanwhile.
    tab.onLoad = () => {
      if (isFirst) join(op, BOARD);
      isFirst = false;
    };
    expect(marksOf(await rowAfter(world)).Wiki).not.toContain('not-reloaded');
    expect(tab.loads).toBe(2);
  });

  it.each([
    ['a form that a person has filled in', '/login-actions/authenticate?execution=1'],
    ['a question who is in already', '/protocol/openid-connect/auth?prompt=none&client_id=wiki'],
  ])('is not seen in a tab that comes back from %s', async (_, from) => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    const tab = openEager(op, app, WIKI);
    tab.onLoad = () => void show(world, op, 71, WIKI, from);
    await rowAfter(world);
    expect(headlineIn(lastRun(world))).toBe('signed-out');
    join(op, WIKI);
    await rowAfter(world);
    expect(tab.loads).toBe(2);
  });

  it('is seen in its tab although the realm does not say who is in again', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    op.account = null;
    const tab = openEager(op, app, WIKI);
    tab.onLoad = () => {
      signIn(op, 'again');
      void show(world, op, 71, WIKI, THROUGH_PROVIDER);
    };
    await rowAfter(world);
    expect([tab.loads, app.tabs.size, op.alive.size]).toEqual([1, 0, 0]);
  });

  it('is none that a tab comes back to long after it was loaded again, or at a realm that was not signed out of', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    const tab = { unsaved: false, loads: 0 };
    app.tabs.set(71, tab);
    await rowAfter(world);
    world.now += 60_000;
    await show(world, op, 71, WIKI, THROUGH_PROVIDER);
    await rowAfter(world);
    const other = tellingOp('staff', []);
    await show(world, other, 71, WIKI, THROUGH_PROVIDER);
    await rowAfter(world);
    expect(tab.loads).toBe(3);
  });

  it('is closed whenever a worker was stopped meanwhile, and nobody stays in', async () => {
    for (let call = 1; ; call += 1) {
      const { world, op, at } = worldWith(WIKI);
      const [app] = at as [FakeApp];
      const tab = openEager(op, app, WIKI);
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = startSignOut(world, ports).then(({ done }) => done.then(() => 'done'));
      const isDone = (await settle(world, Promise.race([whole, stopped]))) === 'done';
      if (!isDone) await startAgain(world);
      if (headlineIn(lastRun(world)) === 'signed-out')
        expect([app.tabs.size, op.alive.size], `stopped at call ${call}`).toEqual([0, 0]);
      expect(tab.loads, `stopped at call ${call}`).toBeLessThanOrEqual(2);
      if (isDone) break;
    }
  });
});

describe('a choice to have tabs closed', () => {
  it('needs no other reason', async () => {
    const { world, op, at } = worldWith(WIKI);
    const [app] = at as [FakeApp];
    openEager(op, app, WIKI);
    await rowAfter(world);
    join(op, WIKI);
    openEager(op, app, WIKI);
    const how = { ...EMPTY_SETTINGS.signOut, show: 'background', appTabs: 'close' } as const;
    const { done } = await settle(world, startSignOut(world, createPorts(world), how));
    await settle(world, done);
    expect(marksOf(lastRun(world)?.rows[0])).toEqual({ Wiki: ['in-session', 'cleared', 'closed'] });
  });
});
