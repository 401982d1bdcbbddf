import { browser } from './api.ts';
import { apply, type Changes, strip } from './areas.ts';

type Items = Record<string, unknown>;

/** Everything in the area, as a page has it that shows it. */
export type Records = {
  /** What is known; at first it is read. */
  read(): Promise<Readonly<Items>>;
  stop(): void;
};

/**
 * Watches the whole area. It is read at first, and from then on each change is taken from the browser's word of it: to read all of it
 * anew takes the longer the more realms there are.
 * @param onChange called with what has changed, once that is known.
 */
export function watchRecords(onChange: (changes: Changes) => void): Records {
  let known: Items = {};
  /** What has changed while all of it is being read: what comes may have it, or not yet. */
  let meanwhile: Changes[] | null = [];
  const listener = (changes: Changes, name: string): void => {
    if (name !== 'session') return;
    const own = strip(changes);
    meanwhile?.push(own);
    apply(known, own);
    onChange(own);
  };
  browser.storage.onChanged.addListener(listener);
  const readAll = async (): Promise<void> => {
    const items = strip(await browser.storage.session.get(null));
    for (const changes of meanwhile ?? []) apply(items, changes);
    meanwhile = null;
    known = items;
  };
  let whole: Promise<void> | undefined;
  return {
    read: async () => {
      whole ??= readAll();
      await whole;
      return known;
    },
    stop: () => browser.storage.onChanged.removeListener(listener),
  };
}
