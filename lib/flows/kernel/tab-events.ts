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

type Waiter = { tabId: number; take(): void };

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
    for (const waiter of [...waiters]) waiter.take();
  };
  const wait = <E extends TabEvent>(tabId: number, wanted: E[], limitMs: number): Promise<E | null> =>
    new Promise((resolve) => {
      const finish = (event: E | null): void => {
        cancel();
        waiters.delete(waiter);
        onWaiting(waiters.size > 0);
        resolve(event);
      };
      const take = (): void => {
        const event = takeEvent(watched(tabId), wanted);
        if (event) finish(event);
      };
      const waiter: Waiter = { tabId, take };
      const cancel = clock.after(Math.max(0, limitMs), () => finish(null));
      waiters.add(waiter);
      // The last of the others may have ended meanwhile, and the listeners with it.
      onWaiting(true);
      take();
    });
  return {
    mark,
    watch: (tabId) => void watched(tabId),
    isWatched: (tabId) => seen.has(tabId),
    arrived: (tabId) => mark(tabId, 'arrived'),
    next: async (tabId, wanted, limitMs) => {
      onWaiting(true);
      if (!seen.has(tabId) && !(await exists(tabId))) watched(tabId).add('closed');
      return wait(tabId, wanted, limitMs);
    },
  };
}

/** In which order what has come is given: what ends the waiting comes first. */
const ORDER: TabEvent[] = ['arrived', 'closed', 'answered', 'loaded'];

function takeEvent<E extends TabEvent>(seen: Set<TabEvent>, wanted: E[]): E | null {
  const isGiven = (name: TabEvent): name is E => seen.has(name) && wanted.some((one) => one === name);
  const event = ORDER.find(isGiven) ?? null;
  if (event === 'loaded' || event === 'answered') seen.delete(event);
  return event;
}
