import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** When something was seen in a page, milliseconds since 1970, beside the last click and the page's beginning. */
export type Seen = { at: number; clickedAt: number; openedAt: number };

/** What the watching script offers to whoever drives the page. */
type Watch = {
  /** When the last of some realms' rows was first seen in one of these states since the last click. */
  rowsAre(issuers: string[], states: string[]): Promise<Seen>;
  /** Waits until nothing has changed for so many milliseconds. */
  rest(ms: number): Promise<void>;
};
type Globals = { watch?: Watch };

/**
 * Changes a copied build, in place, so that its popup and its signed-out page note by themselves when rows change. Whoever
 * looks from outside would see only when he looked, and take from what is measured. Nothing of the page waits for it.
 * @returns the directory.
 */
export function withWatch(directory: string): string {
  writeFileSync(join(directory, 'watch.js'), `(${watchRows})();\n`);
  for (const page of ['popup.html', 'signed-out.html'].map((name) => join(directory, name))) {
    const html = readFileSync(page, 'utf8');
    writeFileSync(page, html.replace('<head>', '<head><script async src="/watch.js"></script>'));
  }
  return directory;
}

/** Runs in the popup or the signed-out page, beside theirs. A row's `named` is the name of who is signed in. */
function watchRows(): void {
  const now = (): number => performance.timeOrigin + performance.now();
  const seen = new Map<string, Map<string, number>>();
  const waiting = new Set<() => void>();
  let changedAt = now();
  const wordsOf = ({ dataset, textContent }: HTMLElement): string[] => {
    const isNamed = dataset.state === 'signed-in' && /alice/i.test(textContent ?? '');
    return [dataset.state, dataset.result, isNamed ? 'named' : ''].filter((word) => word !== undefined);
  };
  const note = (): void => {
    changedAt = now();
    for (const row of document.querySelectorAll<HTMLElement>('li[data-realm]')) {
      const { realm = '' } = row.dataset;
      const times = seen.get(realm) ?? new Map<string, number>();
      seen.set(realm, times);
      for (const word of wordsOf(row)) if (!times.has(word)) times.set(word, changedAt);
    }
    for (const look of waiting) look();
  };
  const everything = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(note).observe(document, everything);
  note();
  // The popup goes away with the click where a page shows the results, which has to know of it.
  const onClick = (): void => {
    seen.clear();
    localStorage.setItem('clickedAt', String(now()));
  };
  addEventListener('click', onClick, { capture: true });
  const rowsAre: Watch['rowsAre'] = (issuers, states) =>
    new Promise((resolve, reject) => {
      const said = () => JSON.stringify([...seen].map(([issuer, times]) => [issuer, ...times.keys()]));
      const look = (): void => {
        const all = issuers.map((issuer) => [...(seen.get(issuer) ?? [])]);
        if (all.flat().some(([word]) => word === 'failed' || word === 'unverified'))
          reject(new Error(said()));
        const firsts = all.map((times) => times.find(([word]) => states.includes(word))?.[1]);
        if (firsts.some((at) => at === undefined)) return;
        const clickedAt = Number(localStorage.getItem('clickedAt'));
        resolve({ at: Math.max(...firsts.map(Number)), clickedAt, openedAt: performance.timeOrigin });
        waiting.delete(look);
      };
      waiting.add(look);
      setTimeout(() => reject(new Error(`waited 30 s for ${states}: ${said()}`)), 30_000);
      look();
    });
  const rest: Watch['rest'] = async (ms) => {
    while (now() - changedAt < ms) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const watch: Watch = { rowsAre, rest };
  Object.assign(globalThis, { watch });
}

/**
 * Runs in a watched page: waits until each of some realms' rows has been in one of these states.
 * @throws {Error} where one of them has failed, or after 30 s.
 */
export async function rowsAre(issuers: string[], states: string[]): Promise<Seen> {
  const page = globalThis as unknown as Globals;
  // A page that has just been opened may not have run its first script yet.
  while (!page.watch) await new Promise((resolve) => setTimeout(resolve, 5));
  return page.watch.rowsAre(issuers, states);
}

/** Runs in a watched page that has been asked for rows: waits until nothing in it has changed for so many milliseconds. */
export async function rest(ms: number): Promise<void> {
  await (globalThis as unknown as Globals).watch?.rest(ms);
}

/** Runs in the popup: clicks the button of this name, where it stands and can be clicked. The popup may close by it. */
export function clickButton(name: string): boolean {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('button:not([aria-disabled=true])')];
  const button = buttons.find(({ textContent }) => textContent?.trim() === name);
  if (button) setTimeout(() => button.click());
  return button !== undefined;
}
