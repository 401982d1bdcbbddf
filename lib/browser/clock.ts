import { pause as pauseBy } from '../flows/kernel/limits.ts';
import type { Clock } from '../flows/kernel/ports.ts';
import { base64url } from './base64url.ts';

/** The machine's clock. */
export const clock: Clock = {
  now: () => Date.now(),
  after: (ms, done) => {
    const timer = setTimeout(done, ms);
    return () => clearTimeout(timer);
  },
};

/** Lets time pass, milliseconds. */
export function pause(ms: number): Promise<void> {
  return pauseBy(clock, ms);
}

/** 256 random bits as base64url. */
export function secret(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}
