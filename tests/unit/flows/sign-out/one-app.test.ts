import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { ALONE, type StoredAlone } from '../../../../lib/flows/kernel/records.ts';
import { signOutOfApp } from '../../../../lib/flows/sign-out/one-app.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { type AloneVerdict, judgeAlone } from '../../../../lib/verdict/alone.ts';
import { type FakeOp, signIn } from '../../fake-op.ts';
import { createPorts, type FakeApp, type FakeTab, settle, type World } from '../../world.ts';
import { led, page, SIGN_IN, WIKI } from './ask-kit.ts';
import { allowedWorld, appAt, portsStoppedAt, remember, startSignOut, statusOf, tellingOp } from './kit.ts';

const CLIENT = { clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/' };

/** A person who is signed in to a realm and one app of it, as the popup has found. */
async function signedIn(
  client: object = CLIENT,
  different: Partial<FakeApp> = {},
): Promise<{ world: World; op: FakeOp; app: FakeApp }> {
  const op = tellingOp('support', [client]);
  const world = allowedWorld(op);
  const app = appAt(world, WIKI, different);
  await settle(world, remember(op, world));
  return { world, op, app };
}

function tab(different: Partial<FakeTab> = {}): FakeTab {
  return { unsaved: false, loads: 0, ...different };
}

function orderOf({ realm }: FakeOp, key: string, discards = false) {
  return { realm, key, discards, onlyFound: false };
}

/** One click on an app's button, until its verdict stands. */
async function leave(
  { world, op }: { world: World; op: FakeOp },
  { key = 'wiki', discards = false, ports = createPorts(world) } = {},
): Promise<AloneVerdict | undefined> {
  const begun = await settle(world, signOutOfApp(orderOf(op, key, discards), [op.realm], ports));
  if (begun) await settle(world, begun.done);
  return verdictIn(world);
}

function recordIn({ records }: World): StoredAlone | undefined {
  const [, record] = [...records].find(([key]) => key.startsWith(ALONE)) ?? [];
  return record as StoredAlone | undefined;
}

function verdictIn(world: World): AloneVerdict | undefined {
  const record = recordIn(world);
  return record?.isOver && judgeAlone(record.facts);
}

/** What was done about each place of the app, and how it stands. */
function cameTo(verdict: AloneVerdict | undefined) {
  return verdict?.apps.map(({ marks, state }) => [...marks, state]);
}

describe('signing out of one app alone', () => {
  it('has a newer server end its sessions, clears it here, and lets the SSO session live', async () => {
    const all = await signedIn();
    all.op.endedApps = [];
    const verdict = await leave(all);
    expect(cameTo(verdict)).toEqual([['ended', 'cleared', 'cleared']]);
    expect(verdict?.letsInAgain).toBe(true);
    expect([all.op.endedApps, [...all.op.alive], all.app.data]).toEqual([['wiki'], ['s1'], false]);
  });

  it('clears it here where the server is older, and closes its tabs: loaded again they would sign in at once', async () => {
    const all = await signedIn(CLIENT, { tabs: new Map([[7, tab()]]) });
    all.world.tabs.set(7, 'https://wiki.test/');
    const verdict = await leave(all);
    expect(cameTo(verdict)).toEqual([['cannot-end', 'cleared', 'closed', 'cleared']]);
    expect(verdict?.letsInAgain).toBe(true);
    expect([[...all.op.alive], all.app.data, all.world.tabs.has(7)]).toEqual([['s1'], false, false]);
  });

  it('is proven by the app itself, which is asked last', async () => {
    const out = await signedIn(CLIENT, { answers: () => led(SIGN_IN) });
    expect(cameTo(await leave(out))).toEqual([['cannot-end', 'cleared', 'out', 'out']]);
    const stays = await signedIn(CLIENT, {
      answers: (_, withCookies) => (withCookies ? page('Alice’s wiki') : led(SIGN_IN)),
    });
    expect(cameTo(await leave(stays))).toEqual([['cannot-end', 'cleared', 'in', 'open']]);
  });

  it('goes on at the server alone where its host was refused, and says that it was not cleared', async () => {
    const all = await signedIn(CLIENT, { allowed: false });
    all.op.endedApps = [];
    expect(cameTo(await leave(all))).toEqual([['ended', 'not-allowed', 'unknown']]);
    expect(all.app.data).toBe(true);
  });

  it('has done nothing where its host was refused and the server is older, and says no more', async () => {
    const all = await signedIn(CLIENT, { allowed: false });
    const verdict = await leave(all);
    expect(cameTo(verdict)).toEqual([['cannot-end', 'not-allowed', 'unknown']]);
    expect(verdict?.letsInAgain).toBeUndefined();
  });

  it('names offline access where the server cannot end it, and not where it has', async () => {
    const client = { ...CLIENT, offlineAccess: true };
    expect(cameTo(await leave(await signedIn(client)))).toEqual([
      ['cannot-end', 'cleared', 'acts', 'unknown'],
    ]);
    const newer = await signedIn(client);
    newer.op.endedApps = [];
    expect(cameTo(await leave(newer))).toEqual([['ended', 'cleared', 'cleared']]);
  });

  it('can be done at the server only where nobody knows an address of it', async () => {
    const client = { clientId: 'wiki', clientName: 'Wiki' };
    expect(cameTo(await leave(await signedIn(client)))).toEqual([['cannot-end', 'unknown']]);
    const newer = await signedIn(client);
    newer.op.endedApps = [];
    expect(cameTo(await leave(newer))).toEqual([['ended', 'unknown']]);
    expect(newer.app.data).toBe(true);
  });

  it('is for this once: the person’s list stays as it is', async () => {
    const all = await signedIn();
    await leave(all);
    expect(all.op.realm.apps).toEqual([]);
  });

  it('keeps unsaved input until that is discarded', async () => {
    const all = await signedIn(CLIENT, { tabs: new Map([[7, tab({ unsaved: true })]]) });
    all.world.tabs.set(7, 'https://wiki.test/edit');
    expect(cameTo(await leave(all))).toEqual([['cannot-end', 'cleared', 'kept-open', 'unknown']]);
    expect(all.world.tabs.has(7)).toBe(true);
    await leave(all, { discards: true });
    expect(all.world.tabs.has(7)).toBe(false);
  });

  it('only clears one that is listed and not in the session', async () => {
    const op = tellingOp('support', []);
    op.endedApps = [];
    op.realm.apps = [WIKI];
    const world = allowedWorld(op);
    const app = appAt(world, WIKI);
    await settle(world, remember(op, world));
    expect(cameTo(await leave({ world, op }, { key: WIKI.origin }))).toEqual([['cleared', 'cleared']]);
    expect([op.endedApps, app.data]).toEqual([[], false]);
  });

  it('clears as the person has chosen for it, parent domains too', async () => {
    const op = tellingOp('support', [CLIENT]);
    op.realm.apps = [{ ...WIKI, parentCookies: true, atSignOut: 'ask' }];
    const world = allowedWorld(op);
    appAt(world, WIKI, { parents: ['test'] });
    await settle(world, remember(op, world));
    expect(cameTo(await leave({ world, op }))).toEqual([['cannot-end', 'cleared', 'cleared']]);
  });
});

describe('an app’s name that is no name', () => {
  it.each(['..', '.'])('ends no session of the person: %s', async (clientId) => {
    const op = tellingOp('support', [{ ...CLIENT, clientId }], 1);
    op.endedApps = [];
    const world = allowedWorld(op);
    appAt(world, WIKI);
    await settle(world, remember(op, world));
    expect(cameTo(await leave({ world, op }, { key: clientId }))).toEqual([
      ['cannot-end', 'cleared', 'cleared'],
    ]);
    expect([op.endedApps, [...op.alive].sort()]).toEqual([[], ['other-0', 's1']]);
  });
});

describe('a realm that was signed out of meanwhile', () => {
  it('is said to be, and the app is cleared all the same', async () => {
    const all = await signedIn();
    all.op.endedApps = [];
    all.op.alive.clear();
    all.op.cookie = null;
    const verdict = await leave(all);
    expect([verdict?.isRealmOut, verdict?.letsInAgain, verdict?.failure]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(cameTo(verdict)).toEqual([['cleared', 'cleared']]);
    expect(all.op.endedApps).toEqual([]);
    expect((statusOf(all.world) as RealmStatus).state).toBe('signed-out');
  });

  it('ends nothing of another person who is signed in to it by now', async () => {
    const all = await signedIn();
    all.op.endedApps = [];
    all.op.alive.clear();
    signIn(all.op, 's2', 'bob');
    const verdict = await leave(all);
    expect(cameTo(verdict)).toEqual([['not-ended', 'cleared', 'cleared']]);
    expect([all.op.endedApps, [...all.op.alive]]).toEqual([[], ['s2']]);
  });
});

describe('a server that does not end the app', () => {
  it('is named with what it said, and the app is cleared all the same', async () => {
    const all = await signedIn();
    all.op.refusesApps = 403;
    const verdict = await leave(all);
    expect(verdict?.failure).toEqual({ code: 'app-not-ended', details: ['account API: 403'] });
    expect(cameTo(verdict)).toEqual([['not-ended', 'cleared', 'cleared']]);
  });

  it('may be out of reach', async () => {
    const all = await signedIn();
    all.op.down = true;
    const verdict = await leave(all);
    expect(verdict?.failure?.code).toBe('server-unreachable');
    expect(cameTo(verdict)).toEqual([['not-ended', 'cleared', 'cleared']]);
  });
});

describe('a click', () => {
  it('begins nothing a second time while the first is at work', async () => {
    const { world, op } = await signedIn();
    const ports = createPorts(world);
    const { hop } = ports;
    const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
    ports.hop = (...asked) => answers.then(() => hop(...asked));
    const first = await signOutOfApp(orderOf(op, 'wiki'), [op.realm], ports);
    expect(await signOutOfApp(orderOf(op, 'wiki'), [op.realm], ports)).toBeNull();
    answer();
    await settle(world, first?.done ?? Promise.reject(new Error('nothing has begun')));
    expect(verdictIn(world)).toBeDefined();
  });

  it('begins nothing while the realm is being signed out of', async () => {
    const { world, op } = await signedIn();
    const ports = createPorts(world);
    const { done } = await settle(world, startSignOut(world, ports));
    expect(await settle(world, signOutOfApp(orderOf(op, 'wiki'), [op.realm], ports))).toBeNull();
    await settle(world, done);
  });
});

describe('a worker that is stopped', () => {
  /** The next worker takes up what is stored, until the verdict stands. */
  async function wake(world: World, op: FakeOp): Promise<void> {
    world.timers.clear();
    await settle(world, resume([op.realm], createPorts(world)));
    const isOver = () => !recordIn(world) || verdictIn(world) !== undefined;
    await settle(world, expect.poll(isOver, { interval: 1 }).toBe(true));
  }

  it('loses nothing, and says nothing that is not so, wherever that is', async () => {
    let isDone = false;
    for (let call = 1; !isDone; call += 1) {
      const { world, op, app } = await signedIn(CLIENT, { tabs: new Map([[7, tab()]]) });
      world.tabs.set(7, 'https://wiki.test/');
      op.endedApps = [];
      const { ports, stopped } = portsStoppedAt(world, call);
      const order = orderOf(op, 'wiki');
      const whole = signOutOfApp(order, [op.realm], ports).then((begun) => begun?.done.then(() => 'done'));
      isDone = (await settle(world, Promise.race([whole, stopped]))) === 'done';
      await wake(world, op);
      const record = recordIn(world);
      // Before it is stored, it is the page that sends it once more.
      expect(record !== undefined || app.data).toBe(true);
      if (!record) continue;
      expect(cameTo(verdictIn(world))?.[0]).toEqual(expect.arrayContaining(['ended', 'cleared']));
      expect([op.endedApps[0], app.data, world.tabs.has(7), [...op.alive]]).toEqual([
        'wiki',
        false,
        false,
        ['s1'],
      ]);
    }
  });

  it.each([
    ['its tab is brought back', false],
    ['not where the person has taken it for something else', true],
  ])('is not gone on with after two minutes, when they may be in again: %s', async (_, isTaken) => {
    const open = tab();
    const { world, op } = await signedIn(CLIENT, { tabs: new Map([[7, open]]) });
    world.tabs.set(7, 'https://wiki.test/');
    let isStopped = false;
    const ports = createPorts(world, () => {
      isStopped ||= open.isBlank === true;
      return isStopped ? new Promise<void>(() => undefined) : Promise.resolve();
    });
    const begun = await settle(world, signOutOfApp(orderOf(op, 'wiki'), [op.realm], ports));
    void begun?.done;
    await settle(world, expect.poll(() => isStopped, { interval: 1 }).toBe(true));
    world.now += LIMITS.oneApp + 1;
    if (isTaken) open.isTaken = true;
    await wake(world, op);
    expect(verdictIn(world)?.failure?.code).toBe('interrupted');
    expect([open.isBlank, world.tabs.has(7)]).toEqual([isTaken, true]);
  });
});

describe('the apps of a realm', () => {
  it('stand in its status, those that are cleared beside too', async () => {
    const op = tellingOp('support', [CLIENT]);
    const dash = { ...APP_DEFAULTS, origin: 'https://dash.test', label: 'Dashboard' };
    op.realm.apps = [WIKI, dash, { ...dash, origin: 'https://left.test', atSignOut: 'leave' }];
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    expect((statusOf(world) as RealmStatus).apps?.map(({ key, name }) => [key, name])).toEqual([
      ['wiki', 'Wiki'],
      ['https://dash.test', 'Dashboard'],
    ]);
  });
});
