import { waitFor } from '../../tests/support/wait-for.ts';
import { spentByAll } from './processor-time.ts';

/** As much of the machine's time as its system and an idle browser take anyway. */
const AT_REST = 0.1;

/** How often in a row it has to be seen so: between two looks there may just be nothing to do. */
const IN_A_ROW = 3;

const LIMIT_MS = 60_000;

/** Waits until the machine has come to rest: what was done before must not take from what is measured next. */
export async function waitForRest(): Promise<void> {
  let before = spentByAll();
  let quiet = 0;
  await waitFor(
    'the machine to come to rest',
    () => {
      const now = spentByAll();
      const share = (now.busy - before.busy) / (now.all - before.all);
      before = now;
      quiet = share < AT_REST ? quiet + 1 : 0;
      return quiet >= IN_A_ROW;
    },
    LIMIT_MS,
  );
}
