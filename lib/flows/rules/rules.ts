import type { Countdown } from '../../contract/countdown.ts';
import type { Settings } from '../../settings/schema.ts';
import type { SettingsStore } from '../kernel/ports.ts';
import { readOne } from '../kernel/records.ts';
import { createTurns } from '../kernel/turns.ts';
import { act, acted, forgetActed, putAway } from './act.ts';
import { begin, isDue, isPostponedOver, notNow } from './countdown.ts';
import { coveredRealms, mayBeIn } from './covered.ts';
import type { DeskState } from './desk.ts';
import { COUNTDOWN, type Own, type RulePorts, rulesOf, type SignOut, standing, waitUntil } from './own.ts';
import { nextTime } from './times.ts';

/** The record of when the next time of day is due, milliseconds since 1970, by which settings. */
const NEXT = 'rule-times';

type Next = { at: number; by: string };

/** What happens by itself, driven by what the browser tells. */
export type Rules = {
  /** The computer is used, idle or locked from now on. */
  turned(state: DeskState): Promise<void>;
  /** A time has come, or the worker has started: what is due by now is done. */
  wake(): Promise<void>;
  /** “Not now”: puts it off. */
  notNow(): Promise<void>;
  /** “Sign out now”. */
  now(): Promise<void>;
  /** “That is me”: whoever has used the computer again is the one who is signed in. */
  thatIsMe(): Promise<void>;
};

/**
 * Makes the rules. What is due is stored with its time and compared at each wake, so that a worker that was stopped, or a machine that has
 * slept, misses nothing. Until a rule acts no OP is asked anything: asking keeps a session alive.
 */
export function createRules(settings: SettingsStore, signOut: SignOut, ports: RulePorts): Rules {
  // A time that has come and input that comes may meet.
  const inTurn = createTurns();
  const own: Own = { settings, signOut, ports, wake: () => inTurn(() => wake(own)) };
  return {
    wake: own.wake,
    turned: (state) => inTurn(() => turned(state, own)),
    now: () => inTurn(async () => act((await standing(own))?.rule ?? 'idle', own)),
    thatIsMe: () => inTurn(() => putAway(own)),
    notNow: () => inTurn(() => notNow(own)),
  };
}

async function turned(state: DeskState, own: Own): Promise<void> {
  const { idle, lock } = await rulesOf(own);
  if (state === 'active') return stop(own);
  if (state === 'locked' && lock.on) {
    if (await mayBeIn(await coveredRealms(own.settings), own.ports)) await act('lock', own);
    return;
  }
  if (!idle.on) return;
  if (state === 'idle') return begin('idle', idle.minutes, own);
  // A computer may lock sooner; from then on the browser tells of no input that fails to come.
  await waitUntil(own.ports.clock.now() + idle.minutes * 60_000, 'later', own);
}

/** Input stops the clock, and calls nothing off: a stranger's mouse must not keep the last person signed in unseen. */
async function stop(own: Own): Promise<void> {
  const { clock, session } = own.ports;
  const one = await standing(own);
  await forgetActed(own);
  if (one?.rule !== 'idle' || one.stoppedAt !== undefined) return;
  // A machine that has slept through the time signs out before anybody can go on.
  if (isDue(one, clock.now())) return act(one.rule, own);
  await session.set({ [COUNTDOWN]: { ...one, stoppedAt: clock.now() } satisfies Countdown });
}

async function wake(own: Own): Promise<void> {
  const { clock, desk } = own.ports;
  const [one, last, rules] = await Promise.all([standing(own), acted(own), rulesOf(own)]);
  // It was switched off meanwhile, by the person or by a policy.
  if (one && !rules[one.rule].on) await putAway(own);
  else if (one && one.stoppedAt === undefined)
    return isDue(one, clock.now()) ? act(one.rule, own) : waitUntil(one.actAt, 'countdown', own);
  if (last?.retryAt !== undefined) {
    if (clock.now() >= last.retryAt) return act(last.rule, own, last.tries + 1);
    await waitUntil(last.retryAt, 'retry', own);
  }
  if (await isTime(rules.times, own)) return begin('times', 0, own);
  if (rules.idle.on && (await desk.state(rules.idle.minutes * 60)) !== 'active')
    await begin('idle', rules.idle.minutes, own);
}

/** Whether a time of day has come, or one that was put off; and has the worker woken at the next. */
async function isTime(times: Settings['rules']['times'], own: Own): Promise<boolean> {
  const { clock, desk, session } = own.ports;
  if (!times.on) return false;
  const now = clock.now();
  const by = JSON.stringify(times);
  const next = await readOne<Next>(session, NEXT);
  const isKnown = next?.by === by;
  const hasCome = isKnown && now >= next.at;
  const at = isKnown && !hasCome ? next.at : nextTime(times, await desk.part(), now);
  if (at !== null) {
    await session.set({ [NEXT]: { at, by } satisfies Next });
    await waitUntil(at, 'times', own);
  }
  return hasCome || (await isPostponedOver('times', own));
}
