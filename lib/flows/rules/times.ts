import type { Settings } from '../../settings/schema.ts';

/** When somebody is signed out at times of day, on some days of the week. */
type Times = Pick<Settings['rules']['times'], 'at' | 'days' | 'spread'>;

/** A week, and today once more: the next time may be earlier in the day. */
const DAYS = 8;

/**
 * The next of some times of day, by the computer's own clock and calendar. Where the clock goes forward over one, it is as much later.
 * @param part of the spread that is this machine's own, from 0 to 1: so many machines do not ask one Keycloak in the same second.
 * @param after milliseconds since 1970; the time itself counts no more.
 * @returns milliseconds since 1970; null where there is none.
 */
export function nextTime({ at, days, spread }: Times, part: number, after: number): number | null {
  const later = spread * part * 60_000;
  const from = new Date(after - later);
  const all = Array.from({ length: DAYS }, (_, ahead) => ahead).flatMap((ahead) =>
    at.map((time) => momentOf(time, from, ahead)),
  );
  const next = all.filter((one) => days.includes(one.getDay()) && one.getTime() + later > after);
  return next.length === 0 ? null : Math.min(...next.map((one) => one.getTime())) + later;
}

function momentOf(time: string, from: Date, ahead: number): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(from.getFullYear(), from.getMonth(), from.getDate() + ahead, hours, minutes);
}
