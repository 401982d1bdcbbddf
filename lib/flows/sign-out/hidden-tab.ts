import { backAddress } from '../../protocol/end-session.ts';
import type { LandingKind } from '../../verdict/facts.ts';
import { withHiddenTab } from '../kernel/hidden-tabs.ts';
import type { Ports } from '../kernel/ports.ts';
import type { RealmSignOut } from './act.ts';
import { openPostTab, type TabForm } from './post-tab.ts';

/**
 * Sends a form on in a background tab, and waits until it comes back: to the signed-out page, or to the address that is only read,
 * which the browser shows where the realm's host was allowed.
 */
export async function hideTab(
  act: RealmSignOut,
  form: TabForm,
  limitMs: number,
  ports: Ports,
): Promise<Arrival> {
  const open = () => openPostTab(act, ports.secret(), form, true, ports);
  // A browser without a window, as when all are closed, opens none.
  return withHiddenTab(open, (tabId) => waitFor(tabId, form, limitMs, ports), ports).catch(() => 'closed');
}

type Arrival = Extract<LandingKind, 'leads' | 'timed-out' | 'closed'>;

async function waitFor(tabId: number, form: TabForm, limitMs: number, ports: Ports): Promise<Arrival> {
  const until = ports.clock.now() + limitMs;
  const back = 'state' in form ? backAddress(ports.addresses.postLogoutUri, form.state) : null;
  for (;;) {
    const left = Math.min(until - ports.clock.now(), limitMs);
    const event = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'answered'], left);
    if (event === 'closed') return 'closed';
    if (event === null) return 'timed-out';
    const { ledTo } = await ports.tabs.answer(tabId);
    if (event === 'arrived' || (back !== null && ledTo === back)) return 'leads';
  }
}
