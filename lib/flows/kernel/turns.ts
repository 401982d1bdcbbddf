import { ignore } from '../../errors/ignore.ts';

/** Does one work after the other, each once the one before has come to an end, whatever that was; gives what the work gives. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes turns of their own. */
export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(ignore);
    return done;
  };
}
