import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Listener = (tabId: number, change: { status?: string }) => void;

const listeners = new Set<Listener>();
let opened: (tab: { id: number }) => void = () => undefined;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    tabs: {
      create: () =>
        new Promise((done) => {
          opened = done;
        }),
      get: async (id: number) => ({ id }),
      onUpdated: {
        addListener: (listener: Listener) => listeners.add(listener),
        removeListener: (listener: Listener) => listeners.delete(listener),
        hasListener: (listener: Listener) => listeners.has(listener),
      },
    },
    webRequest: { onHeadersReceived: {} },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createTabs } = await import('../../../lib/browser/tabs.ts');

const LIMIT_MS = 1_000;

function loads(tabId: number): void {
  for (const listener of listeners) listener(tabId, { status: 'complete' });
}

/** What the browser tells of a tab by then, at once. */
async function now<T>(event: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(LIMIT_MS);
  return event;
}

describe('a tab that was opened here', () => {
  const { tabs, tabEvents, onClosed } = createTabs();
  const next = (tabId: number) => now(tabEvents.next(tabId, ['loaded', 'closed'], LIMIT_MS));
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is heard of while it is being opened, although another one that was waited for comes to rest', async () => {
    const tab = tabs.open('https://op.test/');
    const other = next(1);
    onClosed(1);
    expect(await other).toBe('closed');
    loads(2);
    opened({ id: 2 });
    expect(await next(await tab)).toBe('loaded');
  });

  it('is heard of where its next page comes before what is asked about the last one is answered', async () => {
    const tab = tabs.open('https://op.test/');
    opened({ id: 3 });
    loads(3);
    expect(await next(await tab)).toBe('loaded');
    loads(3);
    expect(await next(3)).toBe('loaded');
  });

  it('wakes nobody once no tab has been waited for for a while', async () => {
    await next(4);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(listeners.size).toBe(0);
  });
});
