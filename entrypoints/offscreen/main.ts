import { browser, type Runtime } from '../../lib/browser/api.ts';
import { readPage } from '../../lib/browser/read-page.ts';
import type { PageContents } from '../../lib/keycloak/end-page.ts';

type Sender = { id?: string; url?: string; tab?: unknown };

const listener = (message: unknown, sender: Sender, reply: (contents: PageContents) => void): void => {
  const html = (message as { offscreen?: unknown }).offscreen;
  // Only the worker sends from no page at all.
  const fromWorker = sender.id === browser.runtime.id && !sender.tab && !sender.url?.includes('.html');
  if (fromWorker && typeof html === 'string') reply(readPage(html));
};
browser.runtime.onMessage.addListener(listener as Runtime.OnMessageListenerNoResponse);
