import type { Countdown, RuleName } from '../../contract/countdown.ts';
import { ignore } from '../../errors/ignore.ts';
import type { Settings } from '../../settings/schema.ts';
import type { Ports, SettingsStore } from '../kernel/ports.ts';
import { readOne } from '../kernel/records.ts';
import { coveredRealms, isAnyLeft, mayBeIn } from './covered.ts';

/** The record of what is to happen by itself; free of tokens. */
export const COUNTDOWN = 'countdown';

/** The record of until when “Not now” puts every rule off, milliseconds since 1970. */
const POSTPONED = 'postponed';

/** The record of what a rule has done since somebody last used the computer, and when it is tried again. */
const ACTED = 'rule-acted';

type Acted = { rule: RuleName; tries: number; retryAt?: number };

/** After so many minutes a sign-out that has left something is tried again, each time after the next. */
const RETRY_MINUTES = [1, 2, 4, 8, 16, 30];

/** What the computer says of whoever sits at it. */
export type DeskState = 'active' | 'idle' | 'locked';

/** The desk, as the browser tells of it, and what of ours stands on it. */
export type Desk = {
  /** @param idleFor after so many seconds without input it counts as idle. */
  state(idleFor: number): Promise<DeskState>;
  /** Has the browser tell of input from now on: idle after so many seconds; null wants to be told nothing. */
  watch(idleFor: number | null): void;
  /** Has the browser wake the worker at a time, milliseconds since 1970, in place of any that was wanted before. */
  wakeAt(at: number): Promise<void>;
  /** The small window of the countdown: opened where it does not stand. */
  openWindow(): Promise<void>;
  closeWindow(): Promise<void>;
};

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

type RulePorts = Pick<Ports, 'clock' | 'realmCookies' | 'session'> & { desk: Desk };

/** Signs out of some realms by a rule; settles once that is stored. `done`: every realm has its verdict. */
type SignOut = (rule: RuleName, realmIds: string[]) => Promise<{ done: Promise<void> }>;

/** What each part of the rules is given; `inTurn` does one after the other: a time that has come and input that comes may meet. */
type Own = {
  settings: SettingsStore;
  signOut: SignOut;
  ports: RulePorts;
  inTurn(work: () => Promise<void>): Promise<void>;
};

/**
 * Makes the rules. What is due is stored with its time and compared at each wake, so that a worker that was stopped, or a machine that has
 * slept, misses nothing. Until a rule acts no OP is asked anything: asking keeps a session alive.
 */
export function createRules(settings: SettingsStore, signOut: SignOut, ports: RulePorts): Rules {
  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(ignore);
    return done;
  };
  const own: Own = { settings, signOut, ports, inTurn };
  return {
    turned: (state) => inTurn(() => turned(state, own)),
    wake: () => inTurn(() => wake(own)),
    now: () => inTurn(async () => act((await standing(own))?.rule ?? 'idle', own)),
    thatIsMe: () => inTurn(() => putAway(own)),
    notNow: () => inTurn(() => notNow(own)),
  };
}

async function rulesOf({ settings }: Own): Promise<Settings['rules']> {
  return (await settings.read()).rules;
}

function standing({ ports: { session } }: Own): Promise<Countdown | null> {
  return readOne<Countdown>(session, COUNTDOWN);
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
  await waitUntil(own.ports.clock.now() + idle.minutes * 60_000, own);
}

/** Input stops the clock, and calls nothing off: a stranger's mouse must not keep the last person signed in unseen. */
async function stop(own: Own): Promise<void> {
  const { clock, session } = own.ports;
  const [one, acted] = await Promise.all([standing(own), readOne<Acted>(session, ACTED)]);
  if (acted && acted.retryAt === undefined) await session.remove([ACTED]);
  if (one?.rule !== 'idle' || one.stoppedAt !== undefined) return;
  // A machine that has slept through the time signs out before anybody can go on.
  if (isDue(one, clock.now())) return act(one.rule, own);
  await session.set({ [COUNTDOWN]: { ...one, stoppedAt: clock.now() } satisfies Countdown });
}

async function wake(own: Own): Promise<void> {
  const { clock, desk, session } = own.ports;
  const [one, acted] = await Promise.all([standing(own), readOne<Acted>(session, ACTED)]);
  const { idle, lock } = await rulesOf(own);
  // It was switched off meanwhile, by the person or by a policy.
  if (one && !{ idle, lock }[one.rule].on) return putAway(own);
  if (one && one.stoppedAt === undefined)
    return isDue(one, clock.now()) ? act(one.rule, own) : waitUntil(one.actAt, own);
  if (acted?.retryAt !== undefined)
    return clock.now() < acted.retryAt
      ? waitUntil(acted.retryAt, own)
      : act(acted.rule, own, acted.tries + 1);
  if (idle.on && (await desk.state(idle.minutes * 60)) !== 'active') await begin('idle', idle.minutes, own);
}

async function begin(rule: RuleName, minutes: number, own: Own): Promise<void> {
  const { clock, desk, session } = own.ports;
  const one = await standing(own);
  if (one && one.stoppedAt === undefined) return;
  // Once is enough as long as nobody has used the computer since.
  if (await readOne<Acted>(session, ACTED)) return;
  const { countdown, postpone } = await rulesOf(own);
  const left = ((await readOne<number>(session, POSTPONED)) ?? 0) - clock.now();
  // More than it was put off by is left where the clock was put back since.
  if (left > 0 && left <= postpone * 60_000) return waitUntil(clock.now() + left, own);
  if (!(await mayBeIn(await coveredRealms(own.settings), own.ports))) return;
  if (countdown === 0) return act(rule, own);
  const startedAt = clock.now();
  const actAt = startedAt + countdown * 1000;
  await session.set({ [COUNTDOWN]: { rule, startedAt, actAt, minutes } satisfies Countdown });
  await waitUntil(actAt, own);
  // Not waited for: it goes on where no window can be opened, as the button says it too.
  void desk.openWindow().catch(ignore);
}

async function act(rule: RuleName, own: Own, tries = 1): Promise<void> {
  const realms = await coveredRealms(own.settings);
  const ids = realms.map(({ id }) => id);
  // Stored first: a worker that is stopped in between counts as one that has not begun.
  const { done } = await own.signOut(rule, ids);
  await own.ports.session.set({ [ACTED]: { rule, tries } satisfies Acted });
  await putAway(own);
  void done.then(() => tryAgainLater({ rule, tries }, own)).catch(ignore);
}

async function tryAgainLater(acted: Acted, own: Own): Promise<void> {
  const { clock, session } = own.ports;
  const pause = RETRY_MINUTES[acted.tries - 1];
  if (pause === undefined || !(await isAnyLeft(await coveredRealms(own.settings), own.ports))) return;
  const retryAt = clock.now() + pause * 60_000;
  await session.set({ [ACTED]: { ...acted, retryAt } satisfies Acted });
  await waitUntil(retryAt, own);
}

async function notNow(own: Own): Promise<void> {
  const { clock, session } = own.ports;
  const until = clock.now() + (await rulesOf(own)).postpone * 60_000;
  await session.set({ [POSTPONED]: until });
  await putAway(own);
  await waitUntil(until, own);
}

async function putAway({ ports: { desk, session } }: Own): Promise<void> {
  await session.remove([COUNTDOWN]);
  void desk.closeWindow().catch(ignore);
}

/** By the worker's own clock where it stays, and by the browser's where it is stopped. */
async function waitUntil(at: number, own: Own): Promise<void> {
  const { clock, desk } = own.ports;
  clock.after(Math.max(0, at - clock.now()), () => void own.inTurn(() => wake(own)).catch(ignore));
  await desk.wakeAt(at);
}

/** Where the clock was put back since it began, nobody knows how long that was. */
function isDue({ startedAt, actAt }: Countdown, now: number): boolean {
  return now >= actAt || now < startedAt;
}
