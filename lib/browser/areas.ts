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
  const writer = createWriter();
  return {
    get: async (keys) => {
      const known = await mirror.read();
      if (!keys) return strip(Object.fromEntries(known));
      return Object.fromEntries(
        keys.flatMap((key) => (known.has(prefix + key) ? [[key, known.get(prefix + key)] as const] : [])),
      );
    },
    set: (items) => {
      const own = Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value]));
      return mirror.write(own, () => writer.write(own));
    },
    remove: (keys) => {
      const own = keys.map((key) => prefix + key);
      const gone = Object.fromEntries(own.map((key) => [key, undefined]));
      return mirror.write(gone, async () => {
        await writer.begun();
        await browser.storage.session.remove(own);
      });
    },
    keys: async (start) => {
      const all = [...(await mirror.read()).keys()].filter((key) => key.startsWith(prefix + start));
      return all.map((key) => key.slice(prefix.length));
    },
  };
}

type Writer = {
  write(items: Record<string, unknown>): Promise<void>;
  /** Settles once all that was to be written is on its way, in front of what is asked next. */
  begun(): Promise<void>;
};

/** What comes while something is being written is written together: every page of ours is told of each writing, and ten realms at work write at once. */
function createWriter(): Writer {
  let writing: Promise<void> = Promise.resolve();
  let next: { items: Record<string, unknown>; begun: Promise<{ done: Promise<void> }> } | null = null;
  const begin = (): Promise<void> => {
    const { items = {} } = next ?? {};
    next = null;
    writing = browser.storage.session.set(items);
    return writing;
  };
  const write = async (items: Record<string, unknown>): Promise<void> => {
    const before = writing.catch(() => undefined);
    next ??= { items: {}, begun: before.then(() => ({ done: begin() })) };
    Object.assign(next.items, items);
    await (await next.begun).done;
  };
  return { write, begun: async () => void (await next?.begun) };
}

/** What is in the area, by its keys there. */
type Mirror = {
  read(): Promise<ReadonlyMap<string, unknown>>;
  /** Notes what is written, an undefined value being one that is removed, while `work` writes it. */
  write(items: Record<string, unknown>, work: () => Promise<void>): Promise<void>;
};

function createMirror(): Mirror {
  const known = new Map<string, unknown>();
  /** How many writings of a key are under way here: what the browser says of it meanwhile is older, or our own. */
  const underWay = new Map<string, number>();
  const count = (keys: string[], by: number): void => {
    for (const key of keys) underWay.set(key, (underWay.get(key) ?? 0) + by);
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
      meanwhile.add(key);
      put(key, newValue);
    }
  });
  let whole: Promise<void> | undefined;
  const readAll = async (): Promise<void> => {
    for (const [key, value] of Object.entries(await browser.storage.session.get(null)))
      if (!meanwhile.has(key)) put(key, value);
  };
  return {
    read: async () => {
      whole ??= readAll();
      await whole;
      return known;
    },
    write: async (items, work) => {
      const keys = Object.keys(items);
      count(keys, 1);
      for (const [key, value] of Object.entries(items)) {
        meanwhile.add(key);
        // As it is now: what is at work goes on changing what it wrote.
        put(key, structuredClone(value));
      }
      try {
        await work();
      } catch (error) {
        // What could not be written is as it was before.
        const stored = await browser.storage.session.get(keys);
        for (const key of keys) put(key, stored[key]);
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
