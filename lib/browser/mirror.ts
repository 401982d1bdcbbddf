import { browser } from './api.ts';
import { apply, type Changes, type Items } from './changes.ts';
import { ownArea } from './own-area.ts';
import { strip } from './own-keys.ts';

/** What is in the area, by its own keys. */
export type Mirror = {
  /** What is there at this moment: what is written from now on, also in this very turn, comes after. To be read and not changed. */
  now(): Promise<Readonly<Items>> | Readonly<Items>;
  /** Notes what is written, an undefined value being one that is removed, while `work` writes it. */
  write(items: Items, work: () => Promise<void>): Promise<void>;
};

/**
 * Makes the mirror of the browser's session storage. Call it synchronously at the worker's start.
 * @param onChange called with whatever changes, as soon as it is asked for here, or the browser says that another page has.
 */
export function createMirror(onChange: (changes: Changes) => void): Mirror {
  let known: Items = {};
  /** What has changed while all of it is being read: what comes may have it, or not yet. */
  let meanwhile: Changes[] | null = [];
  const note = (changes: Changes): void => {
    meanwhile?.push(changes);
    apply(known, changes);
    onChange(changes);
  };
  /** How many writings of a key are under way here: what the browser says of it meanwhile is older, or our own. */
  const underWay = new Map<string, number>();
  browser.storage.onChanged.addListener((changes, name) => {
    if (name !== 'session') return;
    const others = Object.entries(strip(changes)).filter(([key]) => !underWay.get(key));
    note(Object.fromEntries(others));
  });
  const readAll = async (): Promise<Items> => {
    const items = strip(await browser.storage.session.get(null));
    known = after(items, meanwhile ?? []);
    meanwhile = null;
    return items;
  };
  let reading: Promise<Items> | undefined;
  const askedWhileReading = async (before: readonly Changes[]): Promise<Items> => {
    reading ??= readAll();
    try {
      return after(await reading, before);
    } catch (error) {
      reading = undefined;
      throw error;
    }
  };
  return {
    now: () => (meanwhile ? askedWhileReading([...meanwhile]) : known),
    write: async (items, work) => {
      const keys = Object.keys(items);
      for (const key of keys) underWay.set(key, (underWay.get(key) ?? 0) + 1);
      // As it is now: what is at work goes on changing what it wrote.
      note(changesTo(keys, structuredClone(items)));
      try {
        await work();
      } catch (error) {
        // What could not be written is as it was before, unless it is being written anew.
        const stored = await ownArea.get(keys);
        note(
          changesTo(
            keys.filter((key) => underWay.get(key) === 1),
            stored,
          ),
        );
        throw error;
      } finally {
        for (const key of keys) underWay.set(key, (underWay.get(key) ?? 0) - 1);
      }
    },
  };
}

function changesTo(keys: string[], items: Items): Changes {
  return Object.fromEntries(keys.map((key) => [key, { newValue: items[key] }]));
}

function after(items: Items, changes: readonly Changes[]): Items {
  const changed = { ...items };
  for (const one of changes) apply(changed, one);
  return changed;
}
