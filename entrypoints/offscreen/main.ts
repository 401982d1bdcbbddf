import { browser } from '../../lib/browser/api.ts';
import { readPage } from '../../lib/browser/read-page.ts';

type Sender = { id?: string; url?: string; tab?: unknown };

browser.runtime.onMessage.addListener((message: unknown, sender: Sender) => {
  const html = (message as { offscreen?: unknown }).offscreen;
  // Only the worker sends from no page at all.
  const fromWorker = sender.id === browser.runtime.id && !sender.tab && !sender.url?.includes('.html');
  return fromWorker && typeof html === 'string' ? Promise.resolve(readPage(html)) : undefined;
});
