import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { runsFrom } from '../../../../lib/flows/kernel/records.ts';
import { signInAndReport } from '../../../../lib/flows/look/look.ts';
import { arrive, resume } from '../../../../lib/flows/sign-out/resume.ts';
import { signOut } from '../../../../lib/flows/sign-out/sign-out.ts';
import { APP_DEFAULTS, type Show } from '../../../../lib/settings/schema.ts';
import { AFTER_TAB, type FakeOp, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, howTo, settle, type World } from '../../world.ts';

/** Ports of a worker that the browser stops at its n-th call of any port: from then on nothing comes back. */
function portsStoppedAt(world: World, call: number): { ports: Ports; stopped: Promise<void> } {
  let calls = 0;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const ports = createPorts(world, () => {
    calls += 1;
    if (calls < call) return Promise.resolve();
    stop();
    return new Promise<void>(() => undefined);
  });
  return { ports, stopped };
}

function statusOf(world: World): RealmStatus | undefined {
  return world.records.get('status:support') as RealmStatus | undefined;
}

/** A stopped worker takes its timers and its listeners with it. */
function forgetWorker(world: World): void {
  world.timers.clear();
  world.wake.clear();
}

async function signOutWhole(world: World, ports: Ports, show: Show): Promise<void> {
  const { done } = await signOut(
    world.ops.map(({ realm }) => realm),
    howTo(show),
    ports,
  );
  await done;
}

/** With everything allowed, apps listed, and apps to tell. */
function worldWithApps(): World {
  const op = fakeOp('support');
  op.realm.apps = [{ origin: 'https://a.test', label: 'A', ...APP_DEFAULTS }];
  op.account = { 'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients: [] }] }] };
  op.page = { frames: ['https://b.test/out'], values: {} };
  op.showsPage = true;
  const world = createWorld(op);
  world.hostsAllowed = true;
  world.apps.set('https://a.test', {
    allowed: true,
    data: true,
    tabs: new Map([[91, { unsaved: false, loads: 0 }]]),
  });
  return world;
}

const STOPPED = [
  ['tab', 'nothing allowed', () => createWorld(fakeOp('support'))],
  ['background', 'nothing allowed', () => createWorld(fakeOp('support'))],
  ['tab', 'all allowed', worldWithApps],
  ['background', 'all allowed', worldWithApps],
] as const;

describe.each(STOPPED)('a worker stopped at any step of a sign-out (%s, %s)', (show, _allowed, begin) => {
  it('leaves a result, or a row that says it was interrupted and can be tried again', async () => {
    const seen = new Set<string>();
    for (let call = 1; ; call += 1) {
      const world = begin();
      const [op] = world.ops as [FakeOp];
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = await settle(
        world,
        Promise.race([signOutWhole(world, ports, show).then(() => 'done'), stopped]),
      );
      if (whole === 'done') break;
      forgetWorker(world);
      const next = createPorts(world);
      await settle(world, resume([op.realm], next));
      await settle(world, untilAtRest(world));
      const status = statusOf(world);
      expect(status?.state, `stopped at call ${call}`).not.toBe('working');
      seen.add(status?.result ?? status?.state ?? 'never begun');
      forgetWorker(world);
      await settle(world, signOutWhole(world, createPorts(world), show));
      expect(statusOf(world)?.state, `tried again after a stop at call ${call}`).toBe('signed-out');
      expect(op.alive.size).toBe(0);
      expect([...world.apps.values()].filter(({ data }) => data)).toEqual([]);
    }
    expect(seen).toContain('failed');
    expect(seen).toContain('never begun');
  });
});

describe('a worker that starts again', () => {
  it('goes on with a sign-out whose tab comes back only now', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const states: string[] = [];
    for (let call = 1; ; call += 1) {
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = await settle(
        world,
        Promise.race([signOutWhole(world, ports, 'tab').then(() => 'done'), stopped]),
      );
      if (whole === 'done') break;
      forgetWorker(world);
      const next = createPorts(world);
      await settle(world, resume([op.realm], next));
      const pending = [...world.records.keys()].find((key) => key.startsWith('pending:'));
      if (pending && world.tabs.size > 0) {
        const runId = await settle(
          world,
          arrive(`?state=${pending.slice('pending:'.length)}`, 1, [op.realm], next),
        );
        states.push(String(runId !== null));
      }
      await settle(world, untilAtRest(world));
      expect(statusOf(world)?.state).not.toBe('working');
      world.records.clear();
      world.tabs.clear();
      world.seen.clear();
      op.alive = new Set(['s1']);
      op.cookie = 's1';
    }
    expect(states).not.toContain('false');
  });

  it('marks a sign-in that was under way as interrupted', async () => {
    const op = fakeOp('support', null);
    const world = createWorld(op);
    for (let call = 2; call < 6; call += 1) {
      const { ports, stopped } = portsStoppedAt(world, call);
      await settle(world, Promise.race([signInAndReport(op.realm, ports), stopped]));
      await settle(world, resume([op.realm], createPorts(world)));
      expect(statusOf(world)).toEqual({ state: 'failed', failure: { code: 'interrupted', details: [] } });
      world.records.clear();
    }
  });
});

describe('the signed-out page opened with a state', () => {
  it.each(['', '?state=', '?state=forged', '?foo=bar'])(
    'changes nothing where no request waits for it (%s)',
    async (search) => {
      const op = fakeOp('support');
      const world = createWorld(op);
      const before = new Map(world.records);
      expect(await settle(world, arrive(search, 1, [op.realm], createPorts(world)))).toBeNull();
      expect(world.records).toEqual(before);
      expect(op.alive.size).toBe(1);
    },
  );

  it('counts in one tab, and not after ten minutes', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const pending = { purpose: 'end-in-tab', realmId: 'support', runId: 'r1', createdAt: world.now };
    world.records.set('pending:x', pending);
    expect(await arrive('?state=x', 1, [op.realm], createPorts(world))).toBe('r1');
    expect(await arrive('?state=x', 1, [op.realm], createPorts(world))).toBe('r1');
    expect(await arrive('?state=x', 2, [op.realm], createPorts(world))).toBeNull();
    world.records.set('pending:x', pending);
    world.now += 600_001;
    expect(await arrive('?state=x', 1, [op.realm], createPorts(world))).toBeNull();
  });

  it('does not ask again about a realm that has its result', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    await settle(world, signOutWhole(world, createPorts(world), 'tab'));
    const run = runsFrom(Object.fromEntries(world.records))[0];
    const asked = op.userinfo;
    world.records.set('pending:late', {
      purpose: 'end-in-tab',
      realmId: 'support',
      runId: run?.id,
      createdAt: world.now,
    });
    expect(await settle(world, arrive('?state=late', 9, [op.realm], createPorts(world)))).toBe(run?.id);
    await settle(world, untilAtRest(world));
    expect(op.userinfo).toBe(asked);
    expect([...world.tabs.values()][0]).toContain(AFTER_TAB);
  });
});

/** Waits until nothing is at work any more. */
async function untilAtRest(world: World): Promise<void> {
  for (let quiet = 0; quiet < 60; quiet += 1) {
    await new Promise(setImmediate);
    if (statusOf(world)?.state === 'working') quiet = Math.min(quiet, 1);
  }
}
