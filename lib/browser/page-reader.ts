import { ignore } from '../errors/ignore.ts';
import type { PageReader } from '../flows/kernel/browser-ports.ts';
import { LIMITS, withLimit } from '../flows/kernel/limits.ts';
import type { PageContents } from '../keycloak/end-page.ts';
import { browser } from './api.ts';
import { clock } from './clock.ts';
import { readPage } from './read-page.ts';

const OFFSCREEN = '/offscreen.html';

/** How long the hidden document stands after the last page was read, milliseconds: opening one costs more than reading a page. */
const STANDS_MS = 5_000;

type Offscreen = {
  createDocument(options: { url: string; reasons: string[]; justification: string }): Promise<void>;
  closeDocument(): Promise<void>;
};

/** Reads pages where there is a parser, as on every page. */
export const readerOfPage: PageReader = { read: async (html) => readPage(html) };

/** Reads pages in the worker where it has a parser (Firefox's event page), else in a hidden document of our own. */
export function createPageReader(): PageReader {
  if (import.meta.env.FIREFOX) return readerOfPage;
  let standing: Promise<void> | undefined;
  let closing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = (): void => {
    standing = undefined;
    closing = offscreen().closeDocument().catch(ignore);
  };
  const open = (): Promise<void> => {
    clearTimeout(timer);
    // What could not be opened now may be later, as once the person has allowed it.
    standing ??= closing.then(openDocument).catch((error) => {
      standing = undefined;
      throw error;
    });
    return standing;
  };
  return {
    read: async (html) => {
      const asked = open().then(() => browser.runtime.sendMessage({ offscreen: html }));
      try {
        const contents = await withLimit(clock, LIMITS.readPage, 'page', asked);
        clearTimeout(timer);
        timer = setTimeout(close, STANDS_MS);
        return contents as PageContents;
      } catch (error) {
        // The next page gets a new one.
        close();
        throw error;
      }
    },
  };
}

/** A browser allows one such document at a time; one that a stopped worker has left is as good as a new one. */
async function openDocument(): Promise<void> {
  const justification = 'Reads which apps a sign-out has to tell';
  await offscreen()
    .createDocument({ url: OFFSCREEN, reasons: ['DOM_PARSER'], justification })
    .catch((error: unknown) => {
      if (!/single offscreen/i.test(String(error))) throw error;
    });
}

function offscreen(): Offscreen {
  return (browser as unknown as { offscreen: Offscreen }).offscreen;
}
