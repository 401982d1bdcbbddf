import { ignore } from '../../errors/ignore.ts';
import { LIMITS, withLimit } from './limits.ts';
import type { Ports } from './ports.ts';

/** The prefix of the records that name a background tab each, with the worker that has opened it. */
const HIDDEN = 'hidden:';

/**
 * Works with a background tab and closes it, however the work ends, unless the person has taken it. That it stands is stored, so that the
 * next worker closes it where this one is stopped.
 * @param open opens the tab and gives its id.
 * @throws {StepError} `timed-out` where the browser does not open it; else what opening it and the work throw.
 */
export async function withHiddenTab<T>(
  open: () => Promise<number>,
  work: (tabId: number) => Promise<T>,
  { clock, session, tabs, worker }: Pick<Ports, 'clock' | 'session' | 'tabs' | 'worker'>,
): Promise<T> {
  const opened = open();
  const tabId = await withLimit(clock, LIMITS.tabOpens, 'tab', opened).catch((error) => {
    // One that comes later is nobody's.
    void opened.then(tabs.closeHidden).catch(ignore);
    throw error;
  });
  const key = HIDDEN + tabId;
  // In the order of storage: what is removed below was written before.
  void session.set({ [key]: worker }).catch(ignore);
  try {
    return await work(tabId);
  } finally {
    await tabs.closeHidden(tabId);
    void session.remove([key]).catch(ignore);
  }
}

/** Closes the background tabs that an earlier instance of the worker has left. */
export async function closeLeftTabs({
  session,
  tabs,
  worker,
}: Pick<Ports, 'session' | 'tabs' | 'worker'>): Promise<void> {
  const left = Object.entries(await session.get(await session.keys(HIDDEN)));
  const others = left.filter(([, opener]) => opener !== worker).map(([key]) => key);
  await Promise.all(others.map((key) => tabs.closeHidden(Number(key.slice(HIDDEN.length)))));
  await session.remove(others);
}
