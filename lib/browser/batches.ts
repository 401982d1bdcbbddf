import { ignore } from '../errors/ignore.ts';

/**
 * Has what is asked for while the same is under way for others wait, and then go together, in one step that begins after all of it was
 * asked for.
 * @param work does it for several things; what it gives or throws is for each that asked.
 */
export function inBatches<T, R>(work: (things: T[]) => Promise<R>): (thing: T) => Promise<R> {
  let waiting: T[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<R> | null = null;
  const begin = (): Promise<R> => {
    const things = waiting;
    waiting = [];
    next = null;
    return work(things);
  };
  return (thing) => {
    waiting.push(thing);
    next ??= last.catch(ignore).then(begin);
    last = next;
    return next;
  };
}
