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

/**
 * Makes the rules. What is due is stored with its time and compared at each wake, so that a worker that was stopped, or a machine that has
 * slept, misses nothing. Until a rule acts no OP is asked anything: asking keeps a session alive.
 */
export function createRules(settings: SettingsStore, signOut: SignOut, ports: RulePorts): Rules {
  const { clock, desk, session } = ports;
  const rules = async (): Promise<Settings['rules']> => (await settings.read()).rules;
  const stands = () => readOne<Countdown>(session, COUNTDOWN);

  const putAway = async (): Promise<void> => {
    await session.remove([COUNTDOWN]);
    void desk.closeWindow().catch(ignore);
  };
  const act = async (rule: RuleName, tries = 1): Promise<void> => {
    const realms = await coveredRealms(settings);
    // Stored first: a worker that is stopped in between counts as one that has not begun.
    const { done } = await signOut(
      rule,
      realms.map(({ id }) => id),
    );
    await session.set({ [ACTED]: { rule, tries } satisfies Acted });
    await putAway();
    void done.then(() => tryAgainLater({ rule, tries })).catch(ignore);
  };
  const tryAgainLater = async (acted: Acted): Promise<void> => {
    const pause = RETRY_MINUTES[acted.tries - 1];
    if (pause === undefined || !(await isAnyLeft(await coveredRealms(settings), ports))) return;
    const retryAt = clock.now() + pause * 60_000;
    await session.set({ [ACTED]: { ...acted, retryAt } satisfies Acted });
    await waitUntil(retryAt);
  };
  const waitUntil = async (at: number): Promise<void> => {
    clock.after(Math.max(0, at - clock.now()), () => void inTurn(wake).catch(ignore));
    await desk.wakeAt(at);
  };
  const begin = async (rule: RuleName, minutes: number): Promise<void> => {
    const standing = await stands();
    if (standing && standing.stoppedAt === undefined) return;
    // Once is enough as long as nobody has used the computer since.
    if (await readOne<Acted>(session, ACTED)) return;
    const until = (await readOne<number>(session, POSTPONED)) ?? 0;
    if (clock.now() < until) return waitUntil(until);
    if (!(await mayBeIn(await coveredRealms(settings), ports))) return;
    const { countdown } = await rules();
    if (countdown === 0) return act(rule);
    const startedAt = clock.now();
    const actAt = startedAt + countdown * 1000;
    await session.set({ [COUNTDOWN]: { rule, startedAt, actAt, minutes } satisfies Countdown });
    await waitUntil(actAt);
    // Not waited for: it goes on where no window can be opened, as the button says it too.
    void desk.openWindow().catch(ignore);
  };
  const wake = async (): Promise<void> => {
    const standing = await stands();
    if (standing && standing.stoppedAt === undefined)
      return clock.now() < standing.actAt ? waitUntil(standing.actAt) : act(standing.rule);
    const acted = await readOne<Acted>(session, ACTED);
    if (acted?.retryAt !== undefined)
      return clock.now() < acted.retryAt ? waitUntil(acted.retryAt) : act(acted.rule, acted.tries + 1);
    const { idle } = await rules();
    if (!idle.on) return;
    if ((await desk.state(idle.minutes * 60)) !== 'active') await begin('idle', idle.minutes);
  };
  const turned = async (state: DeskState): Promise<void> => {
    const { idle, lock } = await rules();
    if (state === 'active') return stop();
    if (state === 'locked' && lock.on) {
      if (await mayBeIn(await coveredRealms(settings), ports)) await act('lock');
      return;
    }
    if (!idle.on) return;
    if (state === 'idle') return begin('idle', idle.minutes);
    // A computer may lock sooner; from then on the browser tells of no input that fails to come.
    await waitUntil(clock.now() + idle.minutes * 60_000);
  };
  /** Input stops the clock, and calls nothing off: a stranger's mouse must not keep the last person signed in unseen. */
  const stop = async (): Promise<void> => {
    const [standing, acted] = await Promise.all([stands(), readOne<Acted>(session, ACTED)]);
    if (acted && acted.retryAt === undefined) await session.remove([ACTED]);
    if (standing?.rule !== 'idle' || standing.stoppedAt !== undefined) return;
    // A machine that has slept through the time signs out before anybody can go on.
    if (clock.now() >= standing.actAt) return act(standing.rule);
    await session.set({ [COUNTDOWN]: { ...standing, stoppedAt: clock.now() } satisfies Countdown });
  };
  const notNow = async (): Promise<void> => {
    const until = clock.now() + (await rules()).postpone * 60_000;
    await session.set({ [POSTPONED]: until });
    await putAway();
    await waitUntil(until);
  };
  const inTurn = createTurns();
  return {
    turned: (state) => inTurn(() => turned(state)),
    wake: () => inTurn(wake),
    now: () => inTurn(async () => act((await stands())?.rule ?? 'idle')),
    thatIsMe: () => inTurn(putAway),
    notNow: () => inTurn(notNow),
  };
}

/** One after the other: a time that has come and input that comes may meet. */
function createTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(ignore);
    return done;
  };
}
