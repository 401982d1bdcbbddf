import { browser } from './api.ts';
import { apply, type Changes, type Items } from './changes.ts';
import { ownArea } from './own-area.ts';
import { strip } from './own-keys.ts';
import { isShownKey, LISTED } from './shown-keys.ts';

/** Everything in the area that is for pages, as a page has it. */
export type Records = {
  /** What is known; at first it is read. */
  read(): Promise<Readonly<Items>>;
  stop(): void;
};

/**
 * Watches what pages show. It is read at first, by its keys alone, and from then on each change is taken from the browser's word of it:
 * to read all of it anew takes the longer the more realms there are. Of what is no page's business, as tokens are, nothing is taken.
 * @param onChange called with what has changed, once that is known.
 */
export function watchRecords(onChange: (changes: Changes) => void): Records {
  let known: Items | undefined;
  /** What has changed while all of it is being read: what comes may have it, or not yet. */
  const meanwhile: Changes = {};
  const listener = (changes: Changes, name: string): void => {
    if (name !== 'session') return;
    const own = strip(changes, isShownKey);
    if (known) apply(known, own);
    else Object.assign(meanwhile, own);
    onChange(own);
  };
  browser.storage.onChanged.addListener(listener);
  const readAll = async (): Promise<Items> => {
    const items = await readShown();
    apply(items, meanwhile);
    known = items;
    return items;
  };
  let whole: Promise<Items> | undefined;
  return {
    read: () => {
      whole ??= readAll();
      return whole;
    },
    stop: () => browser.storage.onChanged.removeListener(listener),
  };
}

async function readShown(): Promise<Items> {
  const { [LISTED]: keys = [] } = (await ownArea.get([LISTED])) as { [LISTED]?: string[] };
  return ownArea.get(keys);
}
