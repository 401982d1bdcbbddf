import type { TabAnswer } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

/** What pages in background tabs of ours have answered, for hosts that were allowed. */
export type TabAnswers = {
  /** A tab is about to be opened. */
  begin(): void;
  /** The last answer in a tab. */
  of(tabId: number): TabAnswer;
  /** A tab is about to be closed. */
  end(tabId: number): void;
};

type Details = { tabId: number; statusCode: number; responseHeaders?: { name: string; value?: string }[] };

/** Makes the record. It listens only while such a tab stands: else every page that a person opens would wake the worker. */
export function createTabAnswers(): TabAnswers {
  const answers = new Map<number, TabAnswer>();
  let open = 0;
  const listener = (details: unknown): undefined => {
    const { tabId, statusCode, responseHeaders = [] } = details as Details;
    const location = responseHeaders.find(({ name }) => name.toLowerCase() === 'location');
    answers.set(tabId, { status: statusCode, ledTo: location?.value ?? null });
  };
  const { onHeadersReceived: event } = browser.webRequest;
  return {
    begin: () => {
      open += 1;
      const filter = { urls: ['<all_urls>'], types: ['main_frame' as const] };
      if (open === 1) event.addListener(listener, filter, ['responseHeaders']);
    },
    of: (tabId) => answers.get(tabId) ?? { status: null, ledTo: null },
    end: (tabId) => {
      if (!answers.delete(tabId) && open === 0) return;
      open = Math.max(0, open - 1);
      if (open === 0) event.removeListener(listener);
    },
  };
}
