/** What the computer says of whoever sits at it. */
export type DeskState = 'active' | 'idle' | 'locked';

/** What the worker is woken for. */
export type Waited = 'countdown' | 'later' | 'retry' | 'times';

/** The desk, as the browser tells of it, and what of ours stands on it. */
export type Desk = {
  /** @param idleFor after so many seconds without input it counts as idle. */
  state(idleFor: number): Promise<DeskState>;
  /** Has the browser tell of input from now on: idle after so many seconds; null wants to be told nothing. */
  watch(idleFor: number | null): void;
  /** Has the browser wake the worker at a time, milliseconds since 1970, in place of any that was wanted before for the same. */
  wakeAt(at: number, what: Waited): Promise<void>;
  /** This machine's own part of a spread, from 0 to 1, the same each time. */
  part(): Promise<number>;
  /** The small window of the countdown: opened where it does not stand. */
  openWindow(): Promise<void>;
  closeWindow(): Promise<void>;
};
