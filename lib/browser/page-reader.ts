import type { PageReader } from '../flows/kernel/browser-ports.ts';
import type { PageContents } from '../keycloak/end-page.ts';
import { browser } from './api.ts';
import { readPage } from './read-page.ts';

const OFFSCREEN = '/offscreen.html';

type Offscreen = {
  createDocument(options: { url: string; reasons: string[]; justification: string }): Promise<void>;
  closeDocument(): Promise<void>;
};

/** Reads pages in the worker where it has a parser (Firefox's event page), else in a hidden document of our own. */
export function createPageReader(): PageReader {
  if (import.meta.env.FIREFOX) return { read: async (html) => readPage(html) };
  // A browser allows one such document at a time.
  return { read: (html) => navigator.locks.request('offscreen', () => readOffscreen(html)) };
}

async function readOffscreen(html: string): Promise<PageContents> {
  const { offscreen } = browser as unknown as { offscreen: Offscreen };
  const justification = 'Reads which apps a sign-out has to tell';
  await offscreen.createDocument({ url: OFFSCREEN, reasons: ['DOM_PARSER'], justification });
  try {
    return (await browser.runtime.sendMessage({ offscreen: html })) as PageContents;
  } finally {
    await offscreen.closeDocument();
  }
}
