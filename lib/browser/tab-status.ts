import { browser } from './api.ts';

/** With which HTTP status pages in background tabs of ours have answered, for hosts that were allowed. */
export type TabStatus = {
  /** A tab is about to be opened. */
  begin(): void;
  /** The last status in a tab; null where the browser has shown none. */
  of(tabId: number): number | null;
  /** A tab is about to be closed. */
  end(tabId: number): void;
};

type Details = { tabId: number; statusCode: number };

/** Makes the record. It listens only while such a tab stands: else every page that a person opens would wake the worker. */
export function createTabStatus(): TabStatus {
  const statuses = new Map<number, number>();
  let open = 0;
  const listener = (details: unknown): void => {
    const { tabId, statusCode } = details as Details;
    statuses.set(tabId, statusCode);
  };
  return {
    begin: () => {
      open += 1;
      const filter = { urls: ['<all_urls>'], types: ['main_frame' as const] };
      if (open === 1) browser.webRequest.onCompleted.addListener(listener, filter);
    },
    of: (tabId) => statuses.get(tabId) ?? null,
    end: (tabId) => {
      statuses.delete(tabId);
      open = Math.max(0, open - 1);
      if (open === 0) browser.webRequest.onCompleted.removeListener(listener);
    },
  };
}
