import { ignore } from '../errors/ignore.ts';
import type { Items } from './changes.ts';
import { ownArea } from './own-area.ts';

/** What changes the area, in the order in which it was asked for. */
export type Queue = {
  /** @throws what the browser refused to write it for. */
  write(items: Items): Promise<void>;
  remove(keys: string[]): Promise<void>;
};

/** What is written together, and what of it could not be. */
type Batch = { items: Items; failed: Map<string, unknown>; done: Promise<void> };

/**
 * Makes the queue. What is to be written while something else is goes together: every page
 * of ours is told of each writing, and ten realms at work write at once.
 */
export function createQueue(): Queue {
  let last: Promise<void> = Promise.resolve();
  /** What the last in the queue will write, as long as it has not begun. */
  let open: Batch | null = null;
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    last = last.catch(ignore).then(work);
    return last;
  };
  const begin = (): Batch => {
    const batch: Batch = { items: {}, failed: new Map(), done: last };
    batch.done = enqueue(() => {
      if (open === batch) open = null;
      return writeAll(batch);
    });
    return batch;
  };
  return {
    write: async (items) => {
      open ??= begin();
      const { items: all, failed, done } = open;
      Object.assign(all, items);
      await done;
      const lost = Object.keys(items).find((key) => failed.has(key));
      if (lost !== undefined) throw failed.get(lost);
    },
    remove: (keys) => {
      open = null;
      return enqueue(() => ownArea.remove(keys));
    },
  };
}

/** The browser writes all of it or nothing: one record that is too big is not to cost the others. */
async function writeAll({ items, failed }: Batch): Promise<void> {
  try {
    await ownArea.set(items);
  } catch {
    for (const [key, value] of Object.entries(items))
      await ownArea.set({ [key]: value }).catch((error) => failed.set(key, error));
  }
}
