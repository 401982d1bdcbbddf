import { originOf } from '../../protocol/origin.ts';
import { pause } from './limits.ts';
import type { Clock } from './ports.ts';

/** How requests to a host are kept apart once it has said that they are too many. */
export type Pace = {
  /** Waits until one more request may go to the host of an address: at once, as long as that has never complained. */
  turn(url: string): Promise<void>;
  /** Leaves the host of an address alone for so many milliseconds; from then on requests to it go one by one. */
  slow(url: string, waitMs: number): void;
};

/** Eight requests a second, where a limit of ten is common; a host that complains again gets half as many, at last one a second. */
const [APART_MS, FURTHEST_MS] = [125, 1000];

/** A host that has complained: who waits for it, when it may be asked, how far apart, and until when complaints are of the same moment. */
type Gate = { waiting: Promise<void>; openAt: number; apartMs: number; shutUntil: number };

/** Makes the register of hosts; it lives as long as its worker. */
export function createPace(clock: Clock): Pace {
  const gates = new Map<string, Gate>();
  const pass = async (gate: Gate): Promise<void> => {
    // It may be shut once more meanwhile.
    while (gate.openAt > clock.now()) await pause(clock, gate.openAt - clock.now());
    gate.openAt = clock.now() + gate.apartMs;
  };
  return {
    turn: async (url) => {
      const gate = gates.get(originOf(url));
      if (!gate) return;
      gate.waiting = gate.waiting.then(() => pass(gate));
      await gate.waiting;
    },
    slow: (url, waitMs) => {
      const { origin } = new URL(url);
      const now = clock.now();
      const gate = gates.get(origin) ?? { waiting: Promise.resolve(), openAt: 0, apartMs: 0, shutUntil: 0 };
      gates.set(origin, gate);
      if (now >= gate.shutUntil) gate.apartMs = Math.min(Math.max(gate.apartMs * 2, APART_MS), FURTHEST_MS);
      gate.openAt = Math.max(gate.openAt, now + waitMs);
      gate.shutUntil = Math.max(gate.shutUntil, now + waitMs);
    },
  };
}
