import { browser } from './api.ts';
import { strip } from './areas.ts';

type Items = Record<string, unknown>;

type Early = { earlyRecords?: Promise<Items> | undefined };

/** Begins to read the whole area while the scripts of a page are still on their way. */
export function readEarly(): void {
  (globalThis as Early).earlyRecords = browser.storage.session.get(null);
}

/** A change of one record; nothing is new where it was removed. */
export type Change = { oldValue?: unknown; newValue?: unknown };

type Changes = Record<string, Change>;

/** Everything in the area, as a page has it that shows it. */
export type Records = {
  /** What is known; at first it is read, which `readEarly` may have begun. */
  read(): Promise<Readonly<Items>>;
  stop(): void;
};

/**
 * Watches the whole area. It is read at first, and from then on each change is taken from the browser's word of it: to read all of it
 * anew takes the longer the more realms there are.
 * @param onChange called with what has changed, once that is known; with nothing where anything may have.
 */
export function watchRecords(onChange: (changes: Changes) => void): Records {
  let known: Items = {};
  /** What has changed while all of it is being read: what comes may have it, or not yet. */
  let meanwhile: Changes[] = [];
  const listener = (changes: Changes, name: string): void => {
    if (name !== 'session') return;
    const own = strip(changes);
    meanwhile.push(own);
    apply(known, own);
    onChange(own);
  };
  browser.storage.onChanged.addListener(listener);
  const take = async (reading: Promise<Items>): Promise<void> => {
    meanwhile = [];
    const items = strip(await reading);
    for (const changes of meanwhile) apply(items, changes);
    known = items;
  };
  const whole = (): Promise<void> => take(browser.storage.session.get(null));
  const begin = async (): Promise<void> => {
    const early = (globalThis as Early).earlyRecords;
    (globalThis as Early).earlyRecords = undefined;
    if (!early) return whole();
    await take(early);
    // It was begun before anybody listened for changes.
    void whole().then(() => onChange({}));
  };
  let begun: Promise<void> | undefined;
  return {
    read: async () => {
      begun ??= begin();
      await begun;
      return known;
    },
    stop: () => browser.storage.onChanged.removeListener(listener),
  };
}

function apply(items: Items, changes: Changes): void {
  for (const [key, { newValue }] of Object.entries(changes)) {
    if (newValue === undefined) delete items[key];
    else items[key] = newValue;
  }
}
