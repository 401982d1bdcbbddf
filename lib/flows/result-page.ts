import type { Show } from '../settings/schema.ts';
import type { Ports } from './ports.ts';

/** The one tab of a sign-out that ends up showing its results. */
export type ResultPage = {
  /** True once, for the realm whose tab becomes the page; never where results stay in the popup. */
  claim(): boolean;
  /** A tab was opened that will show the page, claimed or not. */
  taken(): void;
  /** Opens the page where no realm's tab leads to it. */
  showIfUnclaimed(): Promise<void>;
};

/** Decides which tab shows the results of a sign-out. */
export function resultPage(runId: string, show: Show, ports: Ports): ResultPage {
  let wanted = show === 'tab';
  return {
    claim: () => {
      const claimed = wanted;
      wanted = false;
      return claimed;
    },
    taken: () => {
      wanted = false;
    },
    showIfUnclaimed: async () => {
      if (wanted) await ports.tabs.open(ports.addresses.signedOutPage(runId));
    },
  };
}
