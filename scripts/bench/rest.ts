import { cpus } from 'node:os';
import { waitFor } from '../../tests/support/wait-for.ts';

/** As much of the machine's time as its system and an idle browser take anyway. */
const AT_REST = 0.1;

/** How often in a row it has to be seen so: between two looks there may just be nothing to do. */
const IN_A_ROW = 3;

const LIMIT_MS = 60_000;

/** Waits until the machine has come to rest: what was done before must not take from what is measured next. */
export async function waitForRest(): Promise<void> {
  let before = spent();
  let quiet = 0;
  await waitFor(
    'the machine to come to rest',
    () => {
      const now = spent();
      const share = (now.busy - before.busy) / (now.all - before.all);
      before = now;
      quiet = share < AT_REST ? quiet + 1 : 0;
      return quiet >= IN_A_ROW;
    },
    LIMIT_MS,
  );
}

/** What the machine's processors have spent since it started, milliseconds of all of them together. */
function spent(): { busy: number; all: number } {
  const times = cpus().flatMap((one) => Object.entries(one.times));
  const sum = (some: [string, number][]) => some.reduce((total, [, ms]) => total + ms, 0);
  return { busy: sum(times.filter(([what]) => what !== 'idle')), all: sum(times) };
}
