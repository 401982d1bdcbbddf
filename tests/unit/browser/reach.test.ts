import { beforeEach, describe, expect, it, vi } from 'vitest';

const listeners = new Set<(details: object) => void>();

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    runtime: { getURL: () => 'chrome-extension://ours/' },
    webRequest: {
      onErrorOccurred: {
        addListener: (one: (details: object) => void) => listeners.add(one),
        removeListener: (one: (details: object) => void) => listeners.delete(one),
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { reach } = await import('../../../lib/browser/reach.ts');

const WIKI = 'https://wiki.test/';
const { signal } = new AbortController();

/** Has requests fail, and the browser say why, of whoever's request it is. */
function failing(said?: string, initiator = 'chrome-extension://ours'): void {
  vi.stubGlobal('fetch', async () => {
    // Mostly it says so later.
    if (said)
      queueMicrotask(() => {
        for (const listener of listeners) listener({ url: WIKI, error: said, initiator });
      });
    throw new TypeError('Failed to fetch');
  });
}

describe('finding out whether anything answers', () => {
  beforeEach(() => {
    vi.stubGlobal('navigator', { onLine: true });
    return () => {
      expect(listeners.size).toBe(0);
      vi.unstubAllGlobals();
    };
  });

  it('reads nothing of an answer, and brings no cookie', async () => {
    const sent = vi.fn(async () => new Response('no'));
    vi.stubGlobal('fetch', sent);
    expect(await reach(WIKI, signal)).toBeNull();
    expect(sent).toHaveBeenCalledWith(
      WIKI,
      expect.objectContaining({ mode: 'no-cors', credentials: 'omit', signal }),
    );
  });

  it('has the browser’s own words, where the host was allowed', async () => {
    failing('net::ERR_NAME_NOT_RESOLVED');
    expect(await reach(WIKI, signal)).toBe('net::ERR_NAME_NOT_RESOLVED');
  });

  it('has none of what became of another’s request', async () => {
    failing('net::ERR_ABORTED', 'https://wiki.test');
    expect(await reach(WIKI, signal)).toBe('');
  });

  it('has none where the browser keeps them back', async () => {
    failing();
    expect(await reach(WIKI, signal)).toBe('');
  });

  it('knows a computer that is offline', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    failing();
    expect(await reach(WIKI, signal)).toBe('offline');
  });
});
