import { ignore } from '../../errors/ignore.ts';
import { originOf } from '../../protocol/origin.ts';
import type { Ports } from '../kernel/ports.ts';
import { RUN, type StoredRun } from '../kernel/records.ts';

/** The one tab of a sign-out that ends up showing its results. */
export type ResultPage = {
  /** A tab was opened that will show the page. */
  taken(): void;
  /** The person has closed that tab. */
  freed(): void;
  /** Opens the page, unless it is open, on its way in a realm's tab, or not wanted. */
  show(): Promise<void>;
};

/**
 * Decides which tab shows the results of a sign-out.
 * @param opened how many tabs that an earlier instance of the worker has opened show it.
 */
export function resultPage(run: StoredRun, ports: Ports, opened = 0): ResultPage {
  let shown = run.show !== 'tab' || run.shown === true;
  /** How many tabs will show it. */
  let tabs = opened;
  const show = async (): Promise<void> => {
    if (shown) return;
    shown = true;
    if (tabs === 0) await ports.tabs.open(ports.addresses.signedOutPage(run.id));
    // A worker that was stopped before has the next one show it.
    const record = { [RUN + run.id]: { ...run, shown } satisfies StoredRun };
    await ports.session.set(record).catch(ignore);
  };
  return {
    taken: () => {
      tabs += 1;
    },
    freed: () => {
      tabs -= 1;
    },
    show,
  };
}

/**
 * Has the tab in which an OP has asked the person show the result: only one in which the OP's own page is seen to stand, or that has come to
 * the result by itself. Any other the person may have taken for something else.
 * @returns whether it shows it.
 */
export async function showResultIn(
  tabId: number,
  issuer: string,
  run: StoredRun,
  { addresses, tabEvents, tabs }: Pick<Ports, 'addresses' | 'tabEvents' | 'tabs'>,
): Promise<boolean> {
  const there = await tabEvents.next(tabId, ['arrived', 'closed'], 0);
  if (there) return there === 'arrived';
  if (!(await tabs.standsAt(tabId, originOf(issuer)))) return false;
  await tabs.navigate(tabId, addresses.signedOutPage(run.id));
  return true;
}
