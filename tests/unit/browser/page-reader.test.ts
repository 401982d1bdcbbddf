import { beforeEach, describe, expect, it, vi } from 'vitest';

const browser = { documents: 0, opened: 0, answers: true, left: false };
const READ = { frames: [], links: [], forms: [], scripts: '' };

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    offscreen: {
      createDocument: async () => {
        browser.opened += 1;
        if (browser.documents > 0) throw new Error('Only a single offscreen document may be created.');
        browser.documents += 1;
      },
      closeDocument: async () => {
        if (browser.documents === 0) throw new Error('No current offscreen document.');
        browser.documents -= 1;
        browser.answers = true;
      },
    },
    runtime: {
      sendMessage: async () => {
        if (browser.documents === 0) throw new Error('Could not establish connection.');
        return browser.answers ? READ : new Promise(() => undefined);
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createPageReader } = await import('../../../lib/browser/page-reader.ts');

describe('the document that reads pages', () => {
  beforeEach(() => {
    Object.assign(browser, { documents: 0, opened: 0, answers: true });
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('stands for pages that follow each other, and closes a while after the last', async () => {
    const reader = createPageReader();
    expect(await Promise.all([reader.read('<p>'), reader.read('<p>')])).toEqual([READ, READ]);
    expect([browser.documents, browser.opened]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(browser.documents).toBe(0);
    expect(await reader.read('<p>')).toEqual(READ);
  });

  it('is the one that a stopped worker has left, where there is one', async () => {
    browser.documents = 1;
    const reader = createPageReader();
    expect(await reader.read('<p>')).toEqual(READ);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(browser.documents).toBe(0);
  });

  it('that does not answer within its limit is given up, and the next page is read in a new one', async () => {
    browser.documents = 1;
    browser.answers = false;
    const reader = createPageReader();
    const silent = expect(reader.read('<p>')).rejects.toMatchObject({ code: 'timed-out' });
    await vi.advanceTimersByTimeAsync(3_000);
    await silent;
    expect(await reader.read('<p>')).toEqual(READ);
  });

  it('that the browser has closed by itself is opened again for the next page', async () => {
    const reader = createPageReader();
    await reader.read('<p>');
    browser.documents = 0;
    await expect(reader.read('<p>')).rejects.toThrow('connection');
    expect(await reader.read('<p>')).toEqual(READ);
  });
});
