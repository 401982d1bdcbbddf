import { median, quantile } from 'simple-statistics';
import type { Floor, Ratio, Series } from './figures.ts';

/** The middle of some values, and the quartiles below and above it, in the values' unit. */
export type Spread = { median: number; low: number; high: number };

/**
 * What rounds tell together.
 * @throws {Error} without a single value.
 */
export function spreadOf(values: number[]): Spread {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/**
 * Puts one way beside another, round by round: what slows a whole round down slows both.
 * @param name what is compared, as a reader shall see it.
 * @param to the way that it is measured by, of as many rounds.
 */
export function ratio(name: string, of: Series, to: Series): Ratio {
  const each = of.values.map((value, round) => value / (to.values[round] ?? Number.NaN));
  return { of: name, to: to.name, ...spreadOf(each) };
}

/**
 * The limit that a ratio's median has to keep.
 * @param profile the same of the bare requests, where there is one.
 */
export function ratioFloor(one: Ratio, atMost: number, profile?: Ratio): Floor {
  return {
    name: nameOf(one),
    measured: one.median,
    atMost,
    unit: 'times',
    ...(profile && { profile: { name: nameOf(profile), measured: profile.median } }),
  };
}

function nameOf({ of, to }: Ratio): string {
  return `${of} / ${to}`;
}

/** Whether not even the bare requests keep a limit. */
export function isOutOfReach({ profile, atMost }: Floor): boolean {
  return profile !== undefined && profile.measured > atMost;
}

/** Whether what was measured keeps its limit; what could not be measured does not. */
export function isMet({ measured, atMost }: Floor): boolean {
  return measured <= atMost;
}
