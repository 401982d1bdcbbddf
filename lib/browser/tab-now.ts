import { browser, type Tabs } from './api.ts';

/** A tab as the browser tells of it; null where it has been closed. */
export function tabNow(tabId: number): Promise<Tabs.Tab | null> {
  return browser.tabs.get(tabId).catch(() => null);
}
