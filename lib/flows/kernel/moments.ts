import type { At } from '../../verdict/facts.ts';
import type { Clock } from './ports.ts';

/** Moments by which facts are put in order. */
export type Moments = {
  /** The present as a moment after every other one that was given or seen. */
  next(): At;
  /** Has all moments to come be after one that an earlier instance of the worker gave. */
  after(at: At): void;
};

/** Less than a clock shows, and enough for a number of this size to differ. */
const LEAST = 1 / 1024;

/** Makes moments that only ever grow, also where the machine's clock is put back. */
export function createMoments(clock: Clock): Moments {
  let last: At = 0;
  return {
    next: () => {
      last = Math.max(clock.now(), last + LEAST);
      return last;
    },
    after: (at) => {
      last = Math.max(last, at);
    },
  };
}
