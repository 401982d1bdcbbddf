import type { Settings } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';

type RuleSettings = Settings['rules'];

/** The days of a week, Monday first, as a date knows them. */
export const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;

/** A Sunday, from which days of a week are named. */
const SUNDAY = Date.UTC(2026, 0, 4);

const DAY_MS = 86_400_000;

/** The short name of a day of the week, such as "Mon"; 0 is Sunday. */
export function dayName(day: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return format.format(SUNDAY + day * DAY_MS);
}

/** What will happen by itself, in one sentence; what is off is not in it. */
export function sumOfRules(rules: RuleSettings, locale: string): Message {
  const { idle, lock, times } = rules;
  const [first, second, third] = [
    ...(idle.on ? [message('rules.sum_idle', { count: idle.minutes })] : []),
    ...(lock.on ? [message('rules.sum_lock')] : []),
    ...(times.on && isAnyTime(rules) ? [timesPhrase(rules, locale)] : []),
  ];
  if (!first) return message('rules.sum_none');
  if (!second) return message('rules.sum_one', { first });
  return third
    ? message('rules.sum_three', { first, second, third })
    : message('rules.sum_two', { first, second });
}

/** What the rule of time without input does, as it is set. */
export function idleSentence({ idle, countdown }: RuleSettings): Message {
  const count = idle.minutes;
  return countdown === 0 ? message('rules.idle_at_once', { count }) : message('rules.idle_text', { count });
}

/** What the rule of times of day does, as it is set. */
export function timesSentence(rules: RuleSettings, locale: string): Message {
  if (!isAnyTime(rules)) return message('rules.times_never');
  const when = timesPhrase(rules, locale);
  return rules.countdown === 0
    ? message('rules.times_at_once', { when })
    : message('rules.times_text', { when });
}

function isAnyTime({ times }: RuleSettings): boolean {
  return times.at.length > 0 && times.days.length > 0;
}

function timesPhrase({ times }: RuleSettings, locale: string): Message {
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const days = WEEK.filter((day) => times.days.includes(day)).map((day) => dayName(day, locale));
  return message('rules.sum_times', {
    times: list.format(times.at.toSorted()),
    days: days.length === WEEK.length ? message('rules.every_day') : list.format(days),
  });
}
