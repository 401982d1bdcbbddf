import type { Area } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

type Items = Record<string, unknown>;

/** A change of one record; nothing is new where it was removed. */
export type Change = { oldValue?: unknown; newValue?: unknown };

/** Changes of records, by their keys. */
export type Changes = Record<string, Change>;

/**
 * The browser's session storage as an area: in memory, kept while the worker is stopped, gone with the browser, and out
 * of reach of web pages. With incognito "split" each of the two workers has a prefix of its own, so that neither ever
 * acts on the other's sessions. It is read once, as each reading takes a while in a browser that is at work; from then on what is known
 * is what was written here and what the browser says that another page of ours has.
 */
export function sessionArea(): Area {
  const prefix = ownPrefix();
  const mirror = createMirror();
  const queue = createQueue();
  return {
    get: async (keys) => {
      const there = mirror.now();
      // Nothing is waited for that is known: it may be another by then.
      const items = there instanceof Promise ? await there : there;
      const wanted = keys?.filter((key) => Object.hasOwn(items, key)) ?? Object.keys(items);
      return Object.fromEntries(wanted.map((key) => [key, items[key]]));
    },
    set: (items) => {
      const own = Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value]));
      return mirror.write(items, () => queue.write(own));
    },
    remove: (keys) => {
      const gone = Object.fromEntries(keys.map((key) => [key, undefined]));
      return mirror.write(gone, () => queue.remove(keys.map((key) => prefix + key)));
    },
    keys: async (start) => {
      // What has come while all of it was being read counts too.
      await mirror.now();
      return Object.keys(await mirror.now()).filter((key) => key.startsWith(start));
    },
  };
}

type Queue = {
  write(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
};

/** What is written together, and what of it could not be. */
type Batch = { items: Items; failed: Map<string, unknown>; done: Promise<void> };

/**
 * What changes the area, in the order in which it was asked for. What is to be written while something else is goes together: every page
 * of ours is told of each writing, and ten realms at work write at once.
 */
function createQueue(): Queue {
  let last: Promise<void> = Promise.resolve();
  /** What the last in the queue will write, as long as it has not begun. */
  let open: Batch | null = null;
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    last = last.catch(() => undefined).then(work);
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
      return enqueue(() => browser.storage.session.remove(keys));
    },
  };
}

/** The browser writes all of it or nothing: one record that is too big is not to cost the others. */
async function writeAll({ items, failed }: Batch): Promise<void> {
  try {
    await browser.storage.session.set(items);
  } catch {
    for (const [key, value] of Object.entries(items))
      await browser.storage.session.set({ [key]: value }).catch((error) => failed.set(key, error));
  }
}

/** What is in the area, by its own keys. */
type Mirror = {
  /** What is there at this moment: what is written from now on, also in this very turn, comes after. To be read and not changed. */
  now(): Promise<Readonly<Items>> | Readonly<Items>;
  /** Notes what is written, an undefined value being one that is removed, while `work` writes it. */
  write(items: Items, work: () => Promise<void>): Promise<void>;
};

function createMirror(): Mirror {
  let known: Items = {};
  /** What has changed while all of it is being read: what comes may have it, or not yet. */
  let meanwhile: Changes[] | null = [];
  const note = (changes: Changes): void => {
    meanwhile?.push(changes);
    apply(known, changes);
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
        const stored = strip(await browser.storage.session.get(keys.map((key) => ownPrefix() + key)));
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

/** Has records be as the browser says that they are by now. */
export function apply(items: Items, changes: Changes): void {
  for (const [key, { newValue }] of Object.entries(changes)) {
    if (newValue === undefined) delete items[key];
    else items[key] = newValue;
  }
}

/** A record's key as the browser has it. */
export function ownKey(key: string): string {
  return ownPrefix() + key;
}

function ownPrefix(): string {
  return browser.extension.inIncognitoContext ? 'private/' : 'normal/';
}

/** What of the browser's record is this area's, by its own keys. */
export function strip<T>(items: Record<string, T>): Record<string, T> {
  const prefix = ownPrefix();
  return Object.fromEntries(
    Object.entries(items).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
