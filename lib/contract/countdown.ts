import type { StartedBy } from './activity.ts';

/** The rules that sign out without a click. */
export type RuleName = Extract<StartedBy, 'idle' | 'lock' | 'times'>;

/** What is to happen by itself in a moment, as pages show it. */
export type Countdown = {
  rule: RuleName;
  /** When it began, and when the sign-out is due, milliseconds since 1970. */
  startedAt: number;
  actAt: number;
  /** How long nobody had used the computer when it began, minutes. */
  minutes: number;
  /** When somebody used the computer again: the clock has stopped, and it is asked who that is. */
  stoppedAt?: number;
};

/** What a person may say to it. */
export const COUNTDOWN_ANSWERS = ['not-now', 'now', 'that-is-me'] as const;

/** One of them. */
export type CountdownAnswer = (typeof COUNTDOWN_ANSWERS)[number];
