import { browser } from './api.ts';

/** The language whose texts are all there: the manifest's default. */
const DEFAULT_LANGUAGE = 'en';

type Texts = Record<string, { message: string } | undefined>;

/**
 * Shows a page once there are texts for it. Chromium now and then gives a page none: each comes back empty as long as its process lives
 * (9 of some 1,500 pages in test runs on a busy machine with Chromium 156). The files are there, so the page then reads them itself.
 */
export function withTexts(show: () => void): void {
  const { i18n } = browser;
  if (i18n.getMessage('language_code')) show();
  else
    void readTexts(i18n.getUILanguage()).then((texts) => {
      // No text here has a placeholder that the browser would fill.
      i18n.getMessage = (name) => texts[name]?.message ?? '';
      show();
    });
}

async function readTexts(language: string): Promise<Texts> {
  const read = async (name: string): Promise<Texts> =>
    (await fetch(`/_locales/${name}/messages.json`)).json() as Promise<Texts>;
  return read(language.slice(0, 2)).catch(() => read(DEFAULT_LANGUAGE));
}
