import type { Countdown } from '../../contract/countdown.ts';
import type { RealmStatus } from '../../contract/status.ts';
import type { Realm } from '../../settings/schema.ts';
import { formatNames } from '../shared/words/format.ts';
import { type Message, message } from '../shared/words/message.ts';

/** What the window says: a heading, what has led to it, and who is signed in. */
export type CountdownLine = { heading: Message; why: Message; who: Message };

/**
 * The words of a countdown: how long it goes on, or, after input, the question who sits here.
 * @param now milliseconds since 1970.
 */
export function lineOfCountdown(
  { rule, actAt, minutes, stoppedAt }: Countdown,
  realms: readonly Realm[],
  statuses: Record<string, RealmStatus | undefined>,
  now: number,
  locale: string,
): CountdownLine {
  const who = whoIsIn(realms, statuses, locale);
  const why = rule === 'times' ? message('countdown.times') : message('countdown.idle', { count: minutes });
  if (stoppedAt !== undefined) return { heading: who, why, who: message('countdown.not_you') };
  return { heading: message('countdown.heading', { time: clockTime(actAt - now) }), why, who };
}

/** The seconds at which a screen reader is told how long it goes on: at its start, ten before its end, and at its end. */
export function isSpoken({ startedAt, actAt }: Countdown, now: number): boolean {
  const left = secondsOf(actAt - now);
  return left === secondsOf(actAt - startedAt) || left === 10 || left === 0;
}

/** Nobody is asked for a name: it is said where the last look has told it. */
function whoIsIn(
  realms: readonly Realm[],
  statuses: Record<string, RealmStatus | undefined>,
  locale: string,
): Message {
  const known = realms.map(({ id, label }) => ({ label, ...statuses[id] }));
  const people = [
    ...new Set(known.flatMap(({ state, userName }) => (state === 'signed-in' && userName ? [userName] : []))),
  ];
  const open = known.filter(({ state }) => state !== 'signed-out').map(({ label }) => label);
  const names = formatNames(open.length > 0 ? open : realms.map(({ label }) => label), locale);
  return people.length > 0
    ? message('countdown.who', { people: formatNames(people, locale), realms: names })
    : message('countdown.somebody', { realms: names });
}

/** Minutes and seconds, such as "0:24". */
function clockTime(ms: number): string {
  const seconds = secondsOf(ms);
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
}

function secondsOf(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000));
}
