import { ignore } from '../errors/ignore.ts';
import type { TabEvents, Tabs } from '../flows/kernel/browser-ports.ts';
import { createTabEvents } from '../flows/kernel/tab-events.ts';
import { browser } from './api.ts';
import { clock } from './clock.ts';
import { createTabAnswers } from './tab-answers.ts';
import { tabNow } from './tab-now.ts';

/** How long it is listened on once nobody waits, milliseconds: less than a browser takes to stop a worker that rests. */
const LISTENS_ON_MS = 20_000;

/** Tabs as the flows need them. Without the `tabs` permission none of this tells an address. */
export function createTabs(): { tabs: Tabs; tabEvents: TabEvents; onClosed(tabId: number): void } {
  const onUpdated = (tabId: number, change: { status?: string }): void => {
    if (change.status === 'complete') events.mark(tabId, 'loaded');
  };
  let cancel = (): void => undefined;
  // A listener on every tab's loading would wake the worker for each page the person opens, so it stands only while
  // a tab is waited for, and what is asked about its last page; closing and arriving wake the worker by themselves.
  const listen = (waiting: boolean): void => {
    const { onUpdated: event } = browser.tabs;
    cancel();
    if (!waiting) cancel = clock.after(LISTENS_ON_MS, () => event.removeListener(onUpdated));
    else if (!event.hasListener(onUpdated)) event.addListener(onUpdated);
  };
  const events = createTabEvents(clock, exists, listen);
  const answers = createTabAnswers((tabId) => events.mark(tabId, 'answered'));

  const openWatched = async (url: string, active: boolean): Promise<number> => {
    listen(true);
    const tab = await browser.tabs.create({ url, active });
    if (tab.id === undefined) throw new TypeError('a tab without an id');
    events.watch(tab.id);
    return tab.id;
  };
  const openHidden = (url: string): Promise<number> => answers.during(() => openWatched(url, false));
  const close = async (tabId: number): Promise<void> => {
    answers.end(tabId);
    await browser.tabs.remove(tabId).catch(ignore);
  };
  const closeHidden = async (tabId: number): Promise<void> => {
    const tab = await tabNow(tabId);
    if (tab?.active) answers.end(tabId);
    else await close(tabId);
  };
  return {
    tabs: {
      open: (url) => openWatched(url, true),
      openHidden,
      navigate,
      focus,
      standsAt,
      close,
      closeHidden,
      activeAddress,
      answer: async (tabId) => answers.of(tabId),
    },
    tabEvents: events,
    onClosed: (tabId) => {
      if (events.isWatched(tabId)) events.mark(tabId, 'closed');
    },
  };
}

async function navigate(tabId: number, url: string): Promise<void> {
  await browser.tabs.update(tabId, { url, active: true });
}

async function activeAddress(): Promise<string | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.url ?? null;
}

async function focus(tabId: number): Promise<void> {
  const tab = await browser.tabs.update(tabId, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}

async function standsAt(tabId: number, origin: string): Promise<boolean> {
  const tab = await tabNow(tabId);
  return URL.parse(tab?.url ?? '')?.origin === origin;
}

async function exists(tabId: number): Promise<boolean> {
  return (await tabNow(tabId)) !== null;
}
