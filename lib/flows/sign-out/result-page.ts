import type { Show } from '../../settings/schema.ts';
import type { Ports } from '../kernel/ports.ts';

/** The one tab of a sign-out that ends up showing its results. */
export type ResultPage = {
  /** A tab was opened that will show the page. */
  taken(): void;
  /** The person has closed that tab. */
  freed(): void;
  /** Opens the page, unless it is open, on its way in a realm's tab, or not wanted. */
  show(): Promise<void>;
};

/** Decides which tab shows the results of a sign-out. */
export function resultPage(runId: string, where: Show, ports: Ports): ResultPage {
  let wanted = where === 'tab';
  const show = async (): Promise<void> => {
    if (!wanted) return;
    wanted = false;
    await ports.tabs.open(ports.addresses.signedOutPage(runId));
  };
  return {
    taken: () => {
      wanted = false;
    },
    freed: () => {
      wanted = where === 'tab';
    },
    show,
  };
}
