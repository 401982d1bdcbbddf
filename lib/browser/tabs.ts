import type { TabEvent, TabEvents, Tabs } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

type Seen = { loaded: boolean; arrived: boolean; closed: boolean };
type Waiter = { tabId: number; wanted: TabEvent[]; take(): void };

/** Tabs as the flows need them. Without the `tabs` permission none of this tells an address. */
export function createTabs(): { tabs: Tabs; tabEvents: TabEvents; onClosed(tabId: number): void } {
  const seen = new Map<number, Seen>();
  const waiters = new Set<Waiter>();
  const watched = (tabId: number): Seen => {
    const known = seen.get(tabId) ?? { loaded: false, arrived: false, closed: false };
    seen.set(tabId, known);
    return known;
  };
  const mark = (tabId: number, event: TabEvent): void => {
    watched(tabId)[event] = true;
    for (const waiter of [...waiters]) waiter.take();
  };
  const onUpdated = (tabId: number, change: { status?: string }): void => {
    if (change.status === 'complete') mark(tabId, 'loaded');
  };
  // A listener on every tab's loading would wake the worker for each page the person opens, so it stands only while
  // a tab is watched; closing and arriving wake the worker by themselves.
  const listen = (): void => {
    if (!browser.tabs.onUpdated.hasListener(onUpdated)) browser.tabs.onUpdated.addListener(onUpdated);
  };
  const stopListening = (): void => {
    if (waiters.size === 0) browser.tabs.onUpdated.removeListener(onUpdated);
  };

  const next: TabEvents['next'] = async (tabId, wanted, limitMs) => {
    listen();
    if (!seen.has(tabId) && !(await exists(tabId))) watched(tabId).closed = true;
    return new Promise((resolve) => {
      const finish = (event: TabEvent | null): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
        stopListening();
        resolve(event);
      };
      const waiter: Waiter = {
        tabId,
        wanted,
        take: () => {
          const event = takeEvent(watched(tabId), wanted);
          if (event) finish(event);
        },
      };
      const timer = setTimeout(() => finish(null), Math.max(0, limitMs));
      waiters.add(waiter);
      waiter.take();
    });
  };

  const openWatched = async (url: string, active: boolean): Promise<number> => {
    listen();
    const tab = await browser.tabs.create({ url, active });
    if (tab.id === undefined) throw new TypeError('a tab without an id');
    watched(tab.id);
    return tab.id;
  };

  const open = (url: string): Promise<number> => openWatched(url, true);
  const openHidden = (url: string): Promise<number> => openWatched(url, false);

  return {
    tabs: { open, openHidden, navigate, focus, exists, close, activeAddress },
    tabEvents: { next, arrived: (tabId) => mark(tabId, 'arrived') },
    onClosed: (tabId) => {
      if (seen.has(tabId)) mark(tabId, 'closed');
    },
  };
}

function takeEvent(seen: Seen, wanted: TabEvent[]): TabEvent | null {
  const event = (['arrived', 'closed', 'loaded'] as const).find(
    (name) => seen[name] && wanted.includes(name),
  );
  if (event === 'loaded') seen.loaded = false;
  return event ?? null;
}

async function navigate(tabId: number, url: string): Promise<void> {
  await browser.tabs.update(tabId, { url, active: true });
}

async function close(tabId: number): Promise<void> {
  await browser.tabs.remove(tabId).catch(() => undefined);
}

async function activeAddress(): Promise<string | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.url ?? null;
}

async function focus(tabId: number): Promise<void> {
  const tab = await browser.tabs.update(tabId, { active: true });
  if (tab.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}

function exists(tabId: number): Promise<boolean> {
  return browser.tabs.get(tabId).then(
    () => true,
    () => false,
  );
}
