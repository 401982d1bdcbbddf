import { browser } from './api.ts';
import { apply, type Change, type Changes, type Items } from './changes.ts';
import { ownArea } from './own-area.ts';
import { strip } from './own-keys.ts';
import { isShownKey, LISTED } from './shown-keys.ts';

/** Everything in the area that is for pages, as a page has it. */
export type Records = {
  /** What is known, once it has been read at first. */
  read(): Promise<Readonly<Items>>;
  stop(): void;
};

/**
 * Watches what pages show. It is read at first, by its keys alone, and from then on each change is taken from the browser's word of it:
 * to read all of it anew takes the longer the more realms there are. Of what is no page's business, as tokens are, nothing is taken.
 * @param onChange called with what has changed, once that is known; with the list alone, where that has named what nobody had heard of.
 */
export function watchRecords(onChange: (changes: Changes) => void): Records {
  const known: Items = {};
  /** What the browser has said something of: what is read may be older. */
  const heard = new Set<string>();
  const fill = async (keys: readonly string[]): Promise<void> => {
    const items = Object.entries(await ownArea.get([...keys])).filter(([key]) => !heard.has(key));
    for (const [key, value] of items) known[key] = value;
  };
  /** What was written just before this page listened is named by the list alone, which comes after it. */
  const fillLate = async (list: Change): Promise<void> => {
    await whole;
    const late = (list.newValue as string[]).filter((key) => !heard.has(key) && !(key in known));
    if (late.length === 0) return;
    await fill(late);
    onChange({ [LISTED]: list });
  };
  const listener = (changes: Changes, name: string): void => {
    if (name !== 'session') return;
    const own = strip(changes, isShownKey);
    for (const key of Object.keys(own)) heard.add(key);
    apply(known, own);
    onChange(own);
    const { [LISTED]: list } = strip(changes, (key) => key === LISTED);
    if (list?.newValue) void fillLate(list);
  };
  // Before it asks: of what is written in between nobody would tell it.
  browser.storage.onChanged.addListener(listener);
  const whole = ownArea.get([LISTED]).then(({ [LISTED]: keys }) => fill((keys ?? []) as string[]));
  return {
    read: () => whole.then(() => known),
    stop: () => browser.storage.onChanged.removeListener(listener),
  };
}
