import type { TabAnswer } from '../flows/kernel/browser-ports.ts';
import { browser } from './api.ts';
import { locationIn, type ShownHeaders } from './hop.ts';

/** What pages in background tabs of ours have answered, for hosts that were allowed. */
export type TabAnswers = {
  /**
   * Opens such a tab and takes down what it answers; a person's own tabs are forgotten at once.
   * @param open gives the tab's id.
   */
  during(open: () => Promise<number>): Promise<number>;
  /** The last answer in a tab. */
  of(tabId: number): TabAnswer;
  /** A tab is about to be closed. */
  end(tabId: number): void;
};

type Details = ShownHeaders & { tabId: number; statusCode: number };

/**
 * Makes the record. It listens only while such a tab stands: else every page that a person opens would wake the worker.
 * @param onAnswer told of each answer in such a tab.
 */
export function createTabAnswers(onAnswer: (tabId: number) => void): TabAnswers {
  const answers = new Map<number, TabAnswer>();
  const own = new Set<number>();
  // A tab answers before its id is known.
  let opening = 0;
  const { onHeadersReceived: event } = browser.webRequest;
  const listener = (details: unknown): undefined => {
    const { tabId, statusCode } = details as Details;
    if (opening === 0 && !own.has(tabId)) return;
    answers.set(tabId, { status: statusCode, ledTo: locationIn(details as Details) });
    if (own.has(tabId)) onAnswer(tabId);
  };
  const listenWhileNeeded = (): void => {
    const needed = own.size + opening > 0;
    const filter = { urls: ['<all_urls>'], types: ['main_frame' as const] };
    if (needed && !event.hasListener(listener)) event.addListener(listener, filter, ['responseHeaders']);
    if (!needed) event.removeListener(listener);
  };
  return {
    during: async (open) => {
      opening += 1;
      listenWhileNeeded();
      try {
        const tabId = await open();
        own.add(tabId);
        if (answers.has(tabId)) onAnswer(tabId);
        return tabId;
      } finally {
        opening -= 1;
        if (opening === 0) for (const tabId of answers.keys()) if (!own.has(tabId)) answers.delete(tabId);
        listenWhileNeeded();
      }
    },
    of: (tabId) => answers.get(tabId) ?? { status: null, ledTo: null },
    end: (tabId) => {
      answers.delete(tabId);
      own.delete(tabId);
      listenWhileNeeded();
    },
  };
}
