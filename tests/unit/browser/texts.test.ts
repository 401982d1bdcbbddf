import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const i18n = { getMessage: (_: string): string => '', getUILanguage: () => 'de-AT' };

vi.mock('../../../lib/browser/api.ts', () => ({ browser: { i18n } }));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { withTexts } = await import('../../../lib/browser/texts.ts');

const FILES: Record<string, object> = {
  '/_locales/de/messages.json': { language_code: { message: 'de' } },
  '/_locales/en/messages.json': { language_code: { message: 'en' } },
};

describe('a page', () => {
  const asked: string[] = [];

  beforeEach(() => {
    asked.length = 0;
    i18n.getMessage = () => '';
    vi.stubGlobal('fetch', async (file: string) => {
      asked.push(file);
      const found = FILES[file];
      if (!found) throw new TypeError('Failed to fetch');
      return Response.json(found);
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  /** What the page finds under a name when it is shown. */
  const shownWith = (name: string) =>
    new Promise<string>((resolve) => withTexts(() => resolve(i18n.getMessage(name))));

  it('is shown at once where the browser has its texts', () => {
    i18n.getMessage = () => 'de';
    let shown = false;
    withTexts(() => {
      shown = true;
    });
    expect([shown, asked]).toEqual([true, []]);
  });

  it('reads its texts itself, in the browser’s language, where the browser gives none', async () => {
    expect(await shownWith('language_code')).toBe('de');
    expect(i18n.getMessage('nothing')).toBe('');
  });

  it('reads those that are always there where the browser’s language is none of its own', async () => {
    i18n.getUILanguage = () => 'ja';
    expect(await shownWith('language_code')).toBe('en');
  });
});
