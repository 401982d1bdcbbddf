import { describe, expect, it } from 'vitest';
import type { Run, RunRow } from '../../../../lib/contract/status.ts';
import { BEGINNINGS } from '../../../../lib/flows/kernel/limits.ts';
import { LEFT, RUN, type StoredRow, type StoredRun } from '../../../../lib/flows/kernel/records.ts';
import { runsFrom } from '../../../../lib/flows/kernel/runs.ts';
import { signInAndReport } from '../../../../lib/flows/sign-in/sign-in.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { APP_DEFAULTS } from '../../../../lib/settings/schema.ts';
import { latestRun } from '../../../../lib/ui/signed-out/latest-run.ts';
import { judge } from '../../../../lib/verdict/judge.ts';
import { BLANK, fakeOp, signIn } from '../../fake-op.ts';
import { closeTab, createPorts, createWorld, howTo, settle, type World } from '../../world.ts';
import {
  headlineIn,
  lastRun,
  portsStoppedAt,
  remember,
  signOutOfAll,
  startAgain,
  startSignOut,
  statusOf,
} from './kit.ts';

function runsIn({ records }: World): Run[] {
  return runsFrom(Object.fromEntries(records), judge);
}

const WIKI = { clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/' };

/** Two realms: one with apps to tell and to clear, other devices and an identity provider; one whose OP wants a person in a tab. */
function richWorld(): World {
  const [rich, asking] = [fakeOp('support'), fakeOp('staff')] as const;
  rich.realm.apps = [{ ...APP_DEFAULTS, origin: 'https://a.test', label: 'A' }];
  rich.realm.otherDevices = true;
  rich.alive.add('elsewhere');
  rich.account = {
    'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients: [WIKI] }, { id: 'elsewhere' }] }],
    applications: [WIKI],
    'linked-accounts': [{ connected: true, providerAlias: 'partner', displayName: 'Head office' }],
  };
  rich.page = { ...BLANK, frames: ['https://wiki.test/out'] };
  asking.alwaysAsks = true;
  asking.asksNobodyToo = true;
  const world = createWorld(rich, asking);
  world.hostsAllowed = true;
  world.apps.set('https://a.test', {
    allowed: true,
    data: true,
    tabs: new Map([[91, { unsaved: false, loads: 0 }]]),
  });
  const signIn = 'https://op.test/auth?response_type=code&client_id=wiki';
  world.apps.set('https://wiki.test', {
    allowed: true,
    data: false,
    tabs: new Map(),
    answers: () => ({ status: 302, location: signIn, body: '' }),
  });
  world.providers.set('https://up.test', () => ({
    status: 302,
    location: 'https://op.test/back?error=login_required',
    body: '',
  }));
  world.person = () => confirmInTab(world);
  return world;
}

/** The person answers the OP's question as soon as its page stands, and closes the tab. */
function confirmInTab(world: World): void {
  const asking = world.ops[1];
  for (const [tabId, url] of world.tabs) {
    if (!asking || !url.startsWith(`${asking.realm.issuer}/protocol/openid-connect/logout`)) continue;
    asking.alive.clear();
    asking.cookie = null;
    asking.asksNobodyToo = false;
    closeTab(world, tabId);
  }
}

/** What a row names: the same whenever the worker was stopped. */
function namesIn(row: RunRow | undefined): unknown {
  if (!row) return undefined;
  const { is, apps, devices, providers, failure } = row.verdict;
  const out = apps.filter(({ state }) => state === 'out').map(({ name }) => name);
  return { is, apps: apps.map(({ name }) => name).sort(), out, devices, providers, cause: failure?.code };
}

describe('a worker stopped at any call of a sign-out', () => {
  it('is followed by one that ends and proves everything without help, names the same, and opens no second tab', async () => {
    const unstopped = richWorld();
    await settle(unstopped, remember(unstopped.ops[0] as never, unstopped));
    await signOutOfAll(unstopped);
    const wanted = lastRun(unstopped)?.rows.map(namesIn);
    expect(wanted).toMatchObject([
      {
        is: 'signed-out',
        apps: ['A', 'Wiki'],
        out: ['Wiki'],
        devices: { ended: true },
        providers: [{ is: 'out' }],
      },
      { is: 'signed-out' },
    ]);
    let call = 1;
    for (; ; call += 1) {
      const world = richWorld();
      await settle(world, remember(world.ops[0] as never, world));
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = startSignOut(world, ports, howTo('background')).then(({ done }) =>
        done.then(() => 'done'),
      );
      if ((await settle(world, Promise.race([whole, stopped]))) === 'done') break;
      await startAgain(world);
      const run = lastRun(world);
      // Stopped before anything was stored, nothing was begun, and nothing has been ended either.
      if (!run) continue;
      expect(run.rows.map(namesIn), `stopped at call ${call}`).toEqual(wanted);
      expect(
        world.ops.map(({ alive }) => alive.size),
        `stopped at call ${call}`,
      ).toEqual([0, 0]);
      expect([...world.apps.values()].some(({ data }) => data)).toBe(false);
      expect(world.foreground.length, `tabs after a stop at call ${call}`).toBeLessThanOrEqual(1);
    }
    expect(call).toBeGreaterThan(60);
    // Some hundred sign-outs, each of them twice.
  }, 60_000);

  it('is followed by one that names a provider too that the last sign-out had left', async () => {
    const left = [{ alias: 'partner', name: 'Head office', is: 'unknown', origin: 'https://up.test' }];
    const named = [{ alias: 'partner', name: 'Head office', is: 'unknown' }];
    let call = 1;
    for (; ; call += 1) {
      const op = fakeOp('support');
      const world = createWorld(op);
      world.records.set(LEFT + op.realm.id, { providers: left, apps: [] });
      const { ports, stopped } = portsStoppedAt(world, call);
      const whole = startSignOut(world, ports).then(({ done }) => done.then(() => 'done'));
      if ((await settle(world, Promise.race([whole, stopped]))) === 'done') break;
      await startAgain(world);
      const providers = lastRun(world)?.rows[0]?.verdict.providers;
      if (providers) expect(providers, `stopped at call ${call}`).toMatchObject(named);
      expect(world.records.get(LEFT + op.realm.id), `kept at call ${call}`).toMatchObject({
        providers: named,
      });
    }
    expect(call).toBeGreaterThan(10);
  });

  it('gives up after five beginnings, and says so', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const { ports, stopped } = portsStoppedAt(world, 6);
    const whole = startSignOut(world, ports).then(({ done }) => done.then(() => 'done'));
    expect(await settle(world, Promise.race([whole, stopped]))).toBe('stopped');
    const key = [...world.records.keys()].find((one) => one.startsWith('row:')) ?? '';
    world.records.set(key, { ...(world.records.get(key) as StoredRow), begun: BEGINNINGS });
    await startAgain(world);
    expect(lastRun(world)?.rows[0]).toMatchObject({
      verdict: { is: 'not-proven', failure: { code: 'unfinished' } },
    });
    expect(statusOf(world)).toMatchObject({ state: 'unknown' });
  });
});

describe('a worker that starts again', () => {
  it('gives up a realm that was removed meanwhile, and says so', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const { ports, stopped } = portsStoppedAt(world, 12);
    const whole = startSignOut(world, ports).then(({ done }) => done.then(() => 'done'));
    expect(await settle(world, Promise.race([whole, stopped]))).toBe('stopped');
    await settle(world, resume([], createPorts(world)));
    const run = lastRun(world);
    expect(run?.rows[0]).toMatchObject({ verdict: { failure: { code: 'unfinished' } } });
    expect(headlineIn(run)).toBe('not-proven');
  });

  it('shows a result that its predecessor had left unshown once, although it is asked to take it up again meanwhile', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const { id } = (await signOutOfAll(world, 'tab')) as Run;
    const { shown: _, ...unshown } = world.records.get(RUN + id) as StoredRun;
    world.records.set(RUN + id, unshown);
    const ports = createPorts(world);
    const opened: string[] = [];
    // A browser takes its time over a tab.
    ports.tabs.open = (url) => {
      opened.push(url);
      return new Promise(() => undefined);
    };
    await settle(world, resume([op.realm], ports));
    await settle(world, resume([op.realm], ports));
    expect(opened).toHaveLength(1);
  });

  it('has a later sign-out be the latest word although the clock was put back meanwhile', async () => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const earlier = await signOutOfAll(world);
    world.now -= 3_600_000;
    signIn(op, 's2');
    op.down = true;
    const next = createPorts(world);
    await settle(world, resume([op.realm], next));
    const later = await signOutOfAll(world, 'background', next);
    expect(later?.id).not.toBe(earlier?.id);
    expect(headlineIn(latestRun(runsIn(world), later?.id ?? ''))).not.toBe('signed-out');
    expect(headlineIn(latestRun(runsIn(world), earlier?.id ?? ''))).not.toBe('signed-out');
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
