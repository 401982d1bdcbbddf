import type { Area } from '../flows/kernel/ports.ts';
import type { Changes } from './changes.ts';
import { createMirror, type Mirror } from './mirror.ts';
import { isShownKey, LISTED } from './shown-keys.ts';
import { stored } from './stored.ts';
import { createQueue, type Queue } from './write-queue.ts';

/**
 * The browser's session storage as the worker's area: in memory, kept while the worker is stopped, gone with the browser, and out
 * of reach of web pages. With incognito "split" each of the two workers has a prefix of its own, so that neither ever
 * acts on the other's sessions. It is read once, as each reading takes a while in a browser that is at work; from then on what is known
 * is what was written here and what the browser says that a page of ours has.
 */
export function sessionArea(): Area {
  const queue = createQueue();
  const mirror: Mirror = createMirror(createList(() => mirror, queue));
  return {
    get: async (keys) => {
      const there = mirror.now();
      // Nothing is waited for that is known: it may be another by then.
      const items = there instanceof Promise ? await stored(there) : there;
      const wanted = keys?.filter((key) => Object.hasOwn(items, key)) ?? Object.keys(items);
      return Object.fromEntries(wanted.map((key) => [key, items[key]]));
    },
    set: (items) => stored(mirror.write(items, () => queue.write(items))),
    remove: (keys) => {
      const gone = Object.fromEntries(keys.map((key) => [key, undefined]));
      return stored(mirror.write(gone, () => queue.remove(keys)));
    },
    keys: async (start) => {
      // What has come while all of it was being read counts too.
      await stored(Promise.resolve(mirror.now()));
      return Object.keys(await mirror.now()).filter((key) => key.startsWith(start));
    },
  };
}

/**
 * Keeps the record that names those which are for pages.
 * @returns to be called with what has changed.
 */
function createList(mirror: () => Mirror, queue: Queue): (changes: Changes) => void {
  let listed = new Set<string>();
  const list = async (): Promise<void> => {
    const known = mirror().now();
    const items = known instanceof Promise ? await known : known;
    listed = new Set(Object.keys(items).filter(isShownKey));
    await queue.write({ [LISTED]: [...listed] });
  };
  return (changes) => {
    const news = Object.entries(changes).some(
      ([key, { newValue }]) => isShownKey(key) && listed.has(key) !== (newValue !== undefined),
    );
    // What could not be written is written with the next one.
    if (news) list().catch(() => listed.clear());
  };
}
