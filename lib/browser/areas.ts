import type { Area } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

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
      // What is there at this moment: what is written from now on, also in this very turn, comes after.
      const known = mirror.now();
      if (!known) {
        const busy = queue.busy();
        if (busy) await busy.catch(() => undefined);
        return strip(await browser.storage.session.get(keys?.map((key) => prefix + key) ?? null));
      }
      if (!keys) return strip(Object.fromEntries(known));
      return Object.fromEntries(
        keys.flatMap((key) => (known.has(prefix + key) ? [[key, known.get(prefix + key)] as const] : [])),
      );
    },
    set: (items) => {
      const own = Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value]));
      return mirror.write(own, () => queue.write(own));
    },
    remove: (keys) => {
      const own = keys.map((key) => prefix + key);
      const gone = Object.fromEntries(own.map((key) => [key, undefined]));
      return mirror.write(gone, () => queue.remove(own));
    },
    keys: async (start) => {
      const all = [...(await mirror.read()).keys()].filter((key) => key.startsWith(prefix + start));
      return all.map((key) => key.slice(prefix.length));
    },
  };
}

type Queue = {
  write(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
  /** Settles once all that was asked for is done; null where it is. */
  busy(): Promise<void> | null;
};

/**
 * What changes the area, in the order in which it was asked for. What is to be written while something else is goes together: every page
 * of ours is told of each writing, and ten realms at work write at once.
 */
function createQueue(): Queue {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  /** What the last in the queue will write, as long as it has not begun. */
  let open: Record<string, unknown> | null = null;
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    waiting += 1;
    last = last
      .catch(() => undefined)
      .then(work)
      .finally(() => (waiting -= 1));
    return last;
  };
  return {
    write: (items) => {
      if (open) {
        Object.assign(open, items);
        return last;
      }
      const batch = { ...items };
      open = batch;
      return enqueue(() => {
        if (open === batch) open = null;
        return browser.storage.session.set(batch);
      });
    },
    remove: (keys) => {
      open = null;
      return enqueue(() => browser.storage.session.remove(keys));
    },
    busy: () => (waiting > 0 ? last : null),
  };
}

/** What is in the area, by its keys there. */
type Mirror = {
  /** Null until all of it has been read, which begins with the first question. */
  now(): ReadonlyMap<string, unknown> | null;
  read(): Promise<ReadonlyMap<string, unknown>>;
  /** Notes what is written, an undefined value being one that is removed, while `work` writes it. */
  write(items: Record<string, unknown>, work: () => Promise<void>): Promise<void>;
};

function createMirror(): Mirror {
  const known = new Map<string, unknown>();
  /** How many writings of a key are under way here: what the browser says of it meanwhile is older, or our own. */
  const underWay = new Map<string, number>();
  const count = (keys: string[], by: number): void => {
    for (const key of keys) {
      const left = (underWay.get(key) ?? 0) + by;
      if (left > 0) underWay.set(key, left);
      else underWay.delete(key);
    }
  };
  const put = (key: string, value: unknown): void => {
    if (value === undefined) known.delete(key);
    else known.set(key, value);
  };
  /** Keys that were written, here or elsewhere, before all had been read. */
  const meanwhile = new Set<string>();
  browser.storage.onChanged.addListener((changes, name) => {
    if (name !== 'session') return;
    for (const [key, { newValue }] of Object.entries(changes)) {
      if (underWay.get(key)) continue;
      if (!isWhole) meanwhile.add(key);
      put(key, newValue);
    }
  });
  let isWhole = false;
  let reading: Promise<void> | undefined;
  const readAll = async (): Promise<void> => {
    for (const [key, value] of Object.entries(await browser.storage.session.get(null)))
      if (!meanwhile.has(key)) put(key, value);
    meanwhile.clear();
    isWhole = true;
  };
  const read = async (): Promise<ReadonlyMap<string, unknown>> => {
    reading ??= readAll();
    await reading;
    return known;
  };
  return {
    now: () => {
      if (isWhole) return known;
      void read().catch(() => (reading = undefined));
      return null;
    },
    read,
    write: async (items, work) => {
      const keys = Object.keys(items);
      count(keys, 1);
      for (const [key, value] of Object.entries(items)) {
        if (!isWhole) meanwhile.add(key);
        // As it is now: what is at work goes on changing what it wrote.
        put(key, structuredClone(value));
      }
      try {
        await work();
      } catch (error) {
        // What could not be written is as it was before, unless it is being written anew.
        const stored = await browser.storage.session.get(keys);
        for (const key of keys) if (underWay.get(key) === 1) put(key, stored[key]);
        throw error;
      } finally {
        count(keys, -1);
      }
    },
  };
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
