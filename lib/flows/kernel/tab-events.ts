import type { TabEvent, TabEvents } from './browser-ports.ts';
import type { Clock } from './ports.ts';

/** What is to be known of a tab before it is waited for. */
type Existence = (tabId: number) => Promise<boolean>;

/** The events of tabs, and what tells of them. */
export type TabRegister = TabEvents & {
  /** Says what became of a tab; kept until asked for, so that what comes early is not lost. */
  mark(tabId: number, event: TabEvent): void;
  /** Begins to watch a tab that was opened here. */
  watch(tabId: number): void;
  isWatched(tabId: number): boolean;
};

type Waiter = { tabId: number; wanted: TabEvent[]; finish(event: TabEvent | null): void };

/**
 * Keeps what became of tabs. A browser's listeners, or a test, mark it; flows wait for it.
 * @param exists whether a tab that was never watched stands.
 * @param onWaiting told whether anybody waits, so that listeners need not stand all the time.
 */
export function createTabEvents(
  clock: Clock,
  exists: Existence,
  onWaiting: (waiting: boolean) => void = () => undefined,
): TabRegister {
  const seen = new Map<number, Set<TabEvent>>();
  const waiters = new Set<Waiter>();
  const watched = (tabId: number): Set<TabEvent> => {
    const known = seen.get(tabId) ?? new Set();
    seen.set(tabId, known);
    return known;
  };
  const mark = (tabId: number, event: TabEvent): void => {
    watched(tabId).add(event);
    // Two realms may wait for the tab of one app, which loads once.
    const here = [...waiters].filter((one) => one.tabId === tabId && one.wanted.includes(event));
    if (here.length > 0) takeEvent(watched(tabId), [event]);
    for (const { finish } of here) finish(event);
  };
  const wait = <E extends TabEvent>(tabId: number, wanted: E[], limitMs: number): Promise<E | null> =>
    new Promise((resolve) => {
      const finish = (event: TabEvent | null): void => {
        cancel();
        waiters.delete(waiter);
        onWaiting(waiters.size > 0);
        resolve(event as E | null);
      };
      const waiter: Waiter = { tabId, wanted, finish };
      const cancel = clock.after(Math.max(0, limitMs), () => finish(null));
      waiters.add(waiter);
      onWaiting(true);
      const event = takeEvent(watched(tabId), wanted);
      if (event) finish(event);
    });
  return {
    mark,
    watch: (tabId) => void watched(tabId),
    isWatched: (tabId) => seen.has(tabId),
    arrived: (tabId) => mark(tabId, 'arrived'),
    next: (tabId, wanted, limitMs) => {
      const isKnown = seen.has(tabId);
      // Waited for from before it is asked about: what becomes of it meanwhile would be lost.
      const waiting = wait(tabId, wanted, limitMs);
      if (!isKnown) void exists(tabId).then((stands) => stands || mark(tabId, 'closed'));
      return waiting;
    },
  };
}

/** In which order what has come is given: what ends the waiting comes first. */
const ORDER: TabEvent[] = ['arrived', 'closed', 'answered', 'loaded'];

function takeEvent(seen: Set<TabEvent>, wanted: TabEvent[]): TabEvent | undefined {
  const event = ORDER.find((name) => seen.has(name) && wanted.includes(name));
  if (event === 'loaded' || event === 'answered') seen.delete(event);
  return event;
}
