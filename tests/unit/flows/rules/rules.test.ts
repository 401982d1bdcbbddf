import { beforeEach, describe, expect, it } from 'vitest';
import type { Countdown, RuleName } from '../../../../lib/contract/countdown.ts';
import type { Desk, DeskState, Waited } from '../../../../lib/flows/rules/desk.ts';
import { createRules, type Rules } from '../../../../lib/flows/rules/rules.ts';
import { EMPTY_SETTINGS, type Settings } from '../../../../lib/settings/schema.ts';
import { settingsOf } from '../../browser/store-kit.ts';
import { type FakeOp, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle, type World } from '../../world.ts';

const MINUTE = 60_000;
const HERE = { host: 'op.test', path: '/realms/support' };

/** A desk in virtual time, at which alice is signed in. */
function openDesk(different: Partial<Settings['rules']> = {}, found: FakeOp[] = []) {
  const op = fakeOp('support');
  const world: World = createWorld(op, ...found);
  world.hostsAllowed = true;
  world.realmCookies = [HERE];
  const signedOut: [RuleName, string[]][] = [];
  const windows: string[] = [];
  let state: DeskState = 'active';
  const alarms = new Map<string, number>();
  const alarm = (what?: Waited): number => (what && alarms.get(what)) ?? Math.min(...alarms.values());
  let left = false;
  const rules = {
    ...EMPTY_SETTINGS.rules,
    idle: { on: true, minutes: 10 },
    lock: { on: true },
    ...different,
  };
  const realms = world.ops.map(({ realm }) => realm);
  const { store } = settingsOf(realms, realms, { found: found.map(({ realm }) => realm.id) });
  const settings = { ...store, read: async () => ({ ...EMPTY_SETTINGS, realms, rules }) };
  const desk: Desk = {
    state: async () => state,
    watch: () => undefined,
    wakeAt: async (at, what) => void alarms.set(what, at),
    part: async () => 0.5,
    openWindow: async () => void windows.push('opened'),
    closeWindow: async () => void windows.push('closed'),
  };
  const newWorker = (): Rules => {
    const ports = { ...createPorts(world), desk };
    const signOut = async (rule: RuleName, ids: string[]) => {
      signedOut.push([rule, ids]);
      const verdict = left ? ('not-proven' as const) : ('signed-out' as const);
      const status = { state: left ? ('unknown' as const) : ('signed-out' as const), verdict };
      for (const id of ids) await ports.session.set({ [`status:${id}`]: status });
      if (!left) world.realmCookies = [];
      return { done: Promise.resolve() };
    };
    return createRules(settings, signOut, ports);
  };
  let worker = newWorker();
  return {
    world,
    signedOut,
    windows,
    alarm,
    countdown: () => world.records.get('countdown') as Countdown | undefined,
    leave: (open: boolean) => {
      left = open;
    },
    turn: (to: DeskState) => {
      state = to;
      return settle(world, worker.turned(to));
    },
    rules,
    wake: () => settle(world, worker.wake()),
    say: (what: 'notNow' | 'now' | 'thatIsMe') => settle(world, worker[what]()),
    /** The worker is stopped meanwhile, and the browser wakes another at the time that it was asked for, or later. */
    sleepUntilAlarm: async (laterBy = 0, what?: Waited) => {
      world.now = Math.max(world.now, alarms.size > 0 ? alarm(what) : 0) + laterBy;
      for (const [what, at] of alarms) if (at <= world.now) alarms.delete(what);
      worker = newWorker();
      await settle(world, worker.wake());
    },
  };
}

describe('without input', () => {
  let desk: ReturnType<typeof openDesk>;
  beforeEach(() => {
    desk = openDesk();
  });

  it('a countdown begins, and then every realm is signed out of', async () => {
    await desk.turn('idle');
    const { now } = desk.world;
    expect(desk.countdown()).toEqual({ rule: 'idle', startedAt: now, actAt: now + 30_000, minutes: 10 });
    expect([desk.windows, desk.signedOut]).toEqual([['opened'], []]);
    await desk.sleepUntilAlarm();
    expect(desk.signedOut).toEqual([['idle', ['support']]]);
    expect(desk.countdown()).toBeUndefined();
    expect(desk.windows.at(-1)).toBe('closed');
  });

  it('signs out at once where no countdown is wanted', async () => {
    desk = openDesk({ countdown: 0 });
    await desk.turn('idle');
    expect([desk.signedOut, desk.windows.includes('opened')]).toEqual([[['idle', ['support']]], false]);
  });

  it('input stops the clock, and the countdown stands until somebody says who it is', async () => {
    await desk.turn('idle');
    desk.world.now += 10_000;
    await desk.turn('active');
    expect(desk.countdown()).toMatchObject({ stoppedAt: desk.world.now });
    await desk.sleepUntilAlarm(MINUTE);
    expect(desk.signedOut).toEqual([]);
    await desk.say('thatIsMe');
    expect([desk.countdown(), desk.windows.at(-1)]).toEqual([undefined, 'closed']);
  });

  it('a machine that has slept through the time signs out before anybody can go on', async () => {
    await desk.turn('idle');
    desk.world.now += 8 * 60 * MINUTE;
    await desk.turn('active');
    expect(desk.signedOut).toEqual([['idle', ['support']]]);
  });

  it('a clock that is put back does not put it off', async () => {
    await desk.turn('idle');
    desk.world.now -= 60 * MINUTE;
    await desk.wake();
    expect(desk.signedOut).toEqual([['idle', ['support']]]);
  });

  it('“Not now” puts it off by no more than its minutes, also where the clock is put back', async () => {
    await desk.turn('idle');
    await desk.say('notNow');
    desk.world.now -= 60 * MINUTE;
    await desk.wake();
    expect(desk.countdown()).toMatchObject({ rule: 'idle' });
  });

  it('a countdown is over once its rule is switched off', async () => {
    await desk.turn('idle');
    desk.rules.idle = { on: false, minutes: 10 };
    await desk.wake();
    expect([desk.countdown(), desk.signedOut, desk.windows.at(-1)]).toEqual([undefined, [], 'closed']);
  });

  it('“Not now” puts it off, and it comes again after that, where nobody has used the computer', async () => {
    await desk.turn('idle');
    await desk.say('notNow');
    expect(desk.countdown()).toBeUndefined();
    expect(desk.alarm('later')).toBe(desk.world.now + 10 * MINUTE);
    await desk.turn('idle');
    expect(desk.countdown()).toBeUndefined();
    await desk.sleepUntilAlarm(0, 'later');
    expect(desk.countdown()).toMatchObject({ rule: 'idle' });
    expect(desk.signedOut).toEqual([]);
  });

  it('“Sign out now” does so', async () => {
    await desk.turn('idle');
    await desk.say('now');
    expect([desk.signedOut, desk.countdown()]).toEqual([[['idle', ['support']]], undefined]);
  });

  it('acts once, however often the worker wakes, until somebody has used the computer again', async () => {
    desk = openDesk({ countdown: 0 });
    desk.world.hostsAllowed = false;
    await desk.turn('idle');
    for (let wakes = 0; wakes < 3; wakes += 1) await desk.sleepUntilAlarm(MINUTE);
    expect(desk.signedOut).toHaveLength(1);
    await desk.turn('active');
    await desk.turn('idle');
    expect(desk.signedOut).toHaveLength(2);
  });

  it('does nothing where nobody is signed in, as the browser’s cookies say', async () => {
    desk.world.realmCookies = [];
    await desk.turn('idle');
    expect([desk.countdown(), desk.signedOut]).toEqual([undefined, []]);
  });

  it('does so where the browser shows no cookies: nobody knows', async () => {
    desk.world.realmCookies = [];
    desk.world.hostsAllowed = false;
    await desk.turn('idle');
    expect(desk.countdown()).toMatchObject({ rule: 'idle' });
  });

  it('leaves realms alone that were only found, or are left out', async () => {
    desk = openDesk({ countdown: 0 }, [fakeOp('found')]);
    await desk.turn('idle');
    expect(desk.signedOut).toEqual([['idle', ['support']]]);
    desk = openDesk({ countdown: 0, leftOut: ['https://op.test/realms/support'] });
    await desk.turn('idle');
    expect(desk.signedOut).toEqual([]);
  });

  it('a sign-out that has left something is tried again, after longer and longer, until nothing is left', async () => {
    desk = openDesk({ countdown: 0 });
    desk.leave(true);
    await desk.turn('idle');
    const pauses: number[] = [];
    for (let tries = 1; tries < 4; tries += 1) {
      pauses.push(desk.alarm() - desk.world.now);
      if (tries === 3) desk.leave(false);
      await desk.sleepUntilAlarm();
    }
    expect(pauses).toEqual([MINUTE, 2 * MINUTE, 4 * MINUTE]);
    expect(desk.signedOut).toHaveLength(4);
    await desk.sleepUntilAlarm(60 * MINUTE);
    expect(desk.signedOut).toHaveLength(4);
  });

  it('is still tried again after somebody else has sat down', async () => {
    desk = openDesk({ countdown: 0 });
    desk.leave(true);
    await desk.turn('idle');
    await desk.turn('active');
    await desk.sleepUntilAlarm();
    expect(desk.signedOut).toHaveLength(2);
  });
});

describe('when the screen locks', () => {
  it('every realm is signed out of at once', async () => {
    const desk = openDesk();
    await desk.turn('locked');
    expect([desk.signedOut, desk.windows.includes('opened')]).toEqual([[['lock', ['support']]], false]);
  });

  it('nothing happens where nobody is signed in', async () => {
    const desk = openDesk();
    desk.world.realmCookies = [];
    await desk.turn('locked');
    expect(desk.signedOut).toEqual([]);
  });

  it('the time without input goes on to count where locking itself is no rule', async () => {
    const desk = openDesk({ lock: { on: false } });
    await desk.turn('locked');
    expect(desk.signedOut).toEqual([]);
    expect(desk.alarm()).toBe(desk.world.now + 10 * MINUTE);
    await desk.sleepUntilAlarm();
    expect(desk.countdown()).toMatchObject({ rule: 'idle' });
  });

  it('nothing happens where no rule is on', async () => {
    const desk = openDesk({ lock: { on: false }, idle: { on: false, minutes: 10 } });
    for (const state of ['idle', 'locked', 'active'] as const) await desk.turn(state);
    await desk.sleepUntilAlarm();
    expect([desk.signedOut, desk.countdown()]).toEqual([[], undefined]);
  });
});

describe('at times of day', () => {
  const NOON = { on: true, at: ['12:00', '17:30'], days: [0, 1, 2, 3, 4, 5, 6], spread: 0 };
  const IDLE = { on: false, minutes: 10 };
  const openAt = async (different: Partial<typeof NOON> = {}, countdown = 30) => {
    const desk = openDesk({ idle: IDLE, lock: { on: false }, times: { ...NOON, ...different }, countdown });
    desk.world.now = new Date(2026, 10, 27, 11, 0).getTime();
    await desk.wake();
    return desk;
  };

  it('a countdown begins at the next of them, and input does not stop it', async () => {
    const desk = await openAt();
    expect(new Date(desk.alarm()).getHours()).toBe(12);
    expect(desk.countdown()).toBeUndefined();
    await desk.sleepUntilAlarm();
    expect(desk.countdown()).toMatchObject({ rule: 'times' });
    await desk.turn('active');
    await desk.sleepUntilAlarm();
    expect(desk.signedOut).toEqual([['times', ['support']]]);
    expect(new Date(desk.alarm()).getHours()).toBe(17);
  });

  it('each machine takes a moment of its own within the spread', async () => {
    const desk = await openAt({ spread: 30 });
    expect(desk.alarm()).toBe(new Date(2026, 10, 27, 12, 15).getTime());
  });

  it('a machine that has slept through one signs out when it wakes', async () => {
    const desk = await openAt({}, 0);
    desk.world.now += 3 * 60 * MINUTE;
    await desk.wake();
    expect(desk.signedOut).toEqual([['times', ['support']]]);
  });

  it('“Not now” puts it off, and it comes again although somebody uses the computer', async () => {
    const desk = await openAt();
    await desk.sleepUntilAlarm();
    await desk.say('notNow');
    expect([desk.countdown(), desk.signedOut]).toEqual([undefined, []]);
    await desk.turn('active');
    await desk.sleepUntilAlarm(0, 'later');
    expect(desk.countdown()).toMatchObject({ rule: 'times' });
  });

  it('comes also where a rule has acted that nobody has answered since', async () => {
    const desk = openDesk({ times: NOON, countdown: 0 });
    desk.world.now = new Date(2026, 10, 27, 11, 0).getTime();
    desk.world.hostsAllowed = false;
    await desk.wake();
    await desk.turn('idle');
    await desk.sleepUntilAlarm();
    expect(desk.signedOut.map(([rule]) => rule)).toEqual(['idle', 'times']);
  });

  it('is reckoned anew once the times are others, and forgotten once the rule is off', async () => {
    const desk = await openAt();
    desk.rules.times = { ...NOON, at: ['11:30'] };
    await desk.wake();
    await desk.sleepUntilAlarm();
    expect(desk.countdown()).toMatchObject({ rule: 'times' });
    desk.rules.times = { ...NOON, on: false };
    await desk.wake();
    expect(desk.countdown()).toBeUndefined();
    await desk.sleepUntilAlarm(24 * 60 * MINUTE);
    expect([desk.countdown(), desk.signedOut]).toEqual([undefined, []]);
  });
});
