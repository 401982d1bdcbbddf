import type { Countdown, RuleName } from '../../contract/countdown.ts';
import { ignore } from '../../errors/ignore.ts';
import { readOne } from '../kernel/records.ts';
import { act, acted, putAway } from './act.ts';
import { coveredRealms, mayBeIn } from './covered.ts';
import { COUNTDOWN, type Own, rulesOf, standing, waitUntil } from './own.ts';

/** The record of what “Not now” has put off, with every other rule, and until when, milliseconds since 1970. */
const POSTPONED = 'postponed';

type Postponed = { rule: RuleName; until: number };

/**
 * Begins the countdown of a rule, unless one stands, all of it was put off, or nobody is signed in.
 * @param minutes how long nobody has used the computer.
 */
export async function begin(rule: RuleName, minutes: number, own: Own): Promise<void> {
  const { clock, desk, session } = own.ports;
  const one = await standing(own);
  if (one && one.stoppedAt === undefined) return;
  // Once is enough as long as nobody has used the computer since; a time of day is another matter.
  if (rule !== 'times' && (await acted(own))) return;
  const left = await leftToPostpone(own);
  if (left > 0) return postponeUntil({ rule, until: clock.now() + left }, own);
  await session.remove([POSTPONED]);
  if (!(await mayBeIn(await coveredRealms(own.settings), own.ports))) return;
  const { countdown } = await rulesOf(own);
  if (countdown === 0) return act(rule, own);
  const startedAt = clock.now();
  const actAt = startedAt + countdown * 1000;
  await session.set({ [COUNTDOWN]: { rule, startedAt, actAt, minutes } satisfies Countdown });
  await waitUntil(actAt, 'countdown', own);
  // Not waited for: it goes on where no window can be opened, as the button says it too.
  void desk.openWindow().catch(ignore);
}

/** Where the clock was put back since it began, nobody knows how long that was. */
export function isDue({ startedAt, actAt }: Countdown, now: number): boolean {
  return now >= actAt || now < startedAt;
}

/** “Not now”: puts it off, and every other rule. */
export async function notNow(own: Own): Promise<void> {
  const rule = (await standing(own))?.rule ?? 'idle';
  const until = own.ports.clock.now() + (await rulesOf(own)).postpone * 60_000;
  await putAway(own);
  await postponeUntil({ rule, until }, own);
}

/** Whether a rule was put off whose time has come by now. */
export async function isPostponedOver(rule: RuleName, { ports: { clock, session } }: Own): Promise<boolean> {
  const postponed = await readOne<Postponed>(session, POSTPONED);
  return postponed?.rule === rule && clock.now() >= postponed.until;
}

/** Milliseconds; none where more than it was put off by would be left: the clock was put back since. */
async function leftToPostpone(own: Own): Promise<number> {
  const { clock, session } = own.ports;
  const left = ((await readOne<Postponed>(session, POSTPONED))?.until ?? 0) - clock.now();
  return left <= (await rulesOf(own)).postpone * 60_000 ? left : 0;
}

async function postponeUntil(postponed: Postponed, own: Own): Promise<void> {
  await own.ports.session.set({ [POSTPONED]: postponed });
  await waitUntil(postponed.until, 'later', own);
}
