import type { Area } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

/**
 * The browser's session storage as an area: in memory, kept while the worker is stopped, gone with the browser, and out
 * of reach of web pages. With incognito "split" each of the two workers has a prefix of its own, so that neither ever
 * acts on the other's sessions.
 */
export function sessionArea(): Area {
  const prefix = ownPrefix();
  const known = knownKeys();
  const writer = createWriter();
  return {
    get: async (keys) => {
      await writer.begun();
      return strip(await browser.storage.session.get(keys?.map((key) => prefix + key) ?? null));
    },
    set: (items) => {
      const own = Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value]));
      known.add(Object.keys(own));
      return writer.write(own);
    },
    remove: async (keys) => {
      await writer.begun();
      await browser.storage.session.remove(keys.map((key) => prefix + key));
    },
    keys: async (start) => {
      const all = [...(await known.read())].filter((key) => key.startsWith(prefix + start));
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

/**
 * The area's keys, kept in memory: `getKeys` is too young, and reading every value for a few of them takes the longer the more
 * realms there are. One that another page has removed stays, as the browser tells of that later than of the key's next value.
 * @see https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/API/storage/StorageArea/getKeys
 */
function knownKeys(): { add(keys: string[]): void; read(): Promise<Set<string>> } {
  const known = new Set<string>();
  const add = (keys: string[]): void => {
    for (const key of keys) known.add(key);
  };
  let whole: Promise<void> | undefined;
  const readAll = async (): Promise<void> => add(Object.keys(await browser.storage.session.get(null)));
  browser.storage.onChanged.addListener((changes, name) => {
    if (name === 'session') add(Object.keys(changes));
  });
  const read = async (): Promise<Set<string>> => {
    whole ??= readAll();
    await whole;
    return known;
  };
  return { add, read };
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
