import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppTab } from '../../../lib/flows/kernel/browser-ports.ts';

type Tab = { id: number; url?: string; pendingUrl?: string };

const ORIGIN = 'https://wiki.test';
const tabs = new Map<number, Tab>();
const done: unknown[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    tabs: {
      query: async () => [...tabs.values()].map((tab) => ({ ...tab })),
      get: async (id: number) => {
        const tab = tabs.get(id);
        if (!tab) throw new Error(`No tab with id: ${id}.`);
        return tab;
      },
      update: async (id: number, { url }: { url: string }) => void done.push([id, url]),
    },
    scripting: {
      // Nothing of ours may run on a page whose host was not allowed.
      executeScript: async ({ target: { tabId }, func }: { target: { tabId: number }; func: unknown }) => {
        if (!tabs.get(tabId)?.url) throw new Error('Cannot access contents of the page.');
        done.push([tabId, (func as () => void).name]);
        return [{ result: 'elsewhere' }];
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createAppTabs } = await import('../../../lib/browser/app-tabs.ts');

const site = createAppTabs({ arrived: () => undefined, next: async () => null }, new Set());
const onItsWay: AppTab = { tabId: 1, address: `${ORIGIN}/`, isOnItsWay: true };

describe('an app’s tab', () => {
  beforeEach(() => {
    tabs.clear();
    done.length = 0;
  });

  it('that is on its way to the app is led to a blank page', async () => {
    tabs.set(1, { id: 1, pendingUrl: `${ORIGIN}/start` });
    const [tab] = await site.tabs(ORIGIN);
    if (!tab) throw new Error('none');
    expect((await site.leave(tab, ORIGIN)).is).toBe('emptied');
    expect(done).toEqual([[1, 'about:blank']]);
  });

  it.each<[string, Tab | null]>([
    [
      'is on its way elsewhere by then',
      { id: 1, url: 'https://mail.test/', pendingUrl: 'https://bank.test/' },
    ],
    ['shows a page whose host was not allowed', { id: 1 }],
    ['has gone', null],
  ])('that was on its way to the app and %s is left alone', async (_, now) => {
    if (now) tabs.set(1, now);
    expect((await site.leave(onItsWay, ORIGIN)).is).toBe('elsewhere');
    expect(done).not.toContainEqual([1, 'about:blank']);
  });

  it.each<[string, Tab | null, boolean]>([
    ['shows the app', { id: 1, url: `${ORIGIN}/x` }, false],
    ['shows the blank page', { id: 1, url: 'about:blank' }, false],
    ['shows a page of another origin', { id: 1, url: 'https://wiki.test:8443/' }, true],
    ['shows a page whose host was not allowed', { id: 1 }, true],
    ['has gone', null, false],
  ])('that was left and %s is taken for something else: %s', async (_, now, isTaken) => {
    if (now) tabs.set(1, now);
    expect(await site.isTaken({ tabId: 1, address: `${ORIGIN}/` }, ORIGIN)).toBe(isTaken);
  });
});
