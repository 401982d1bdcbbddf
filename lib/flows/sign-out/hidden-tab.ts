import { backAddress } from '../../protocol/end-session.ts';
import type { LandingKind } from '../../verdict/facts.ts';
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
  const tabId = await openPostTab(act, ports.secret(), form, true, ports);
  try {
    return await waitFor(tabId, form, limitMs, ports);
  } finally {
    await ports.tabs.close(tabId);
  }
}

type Arrival = Extract<LandingKind, 'leads' | 'timed-out' | 'closed'>;

async function waitFor(tabId: number, { state }: TabForm, limitMs: number, ports: Ports): Promise<Arrival> {
  const until = ports.clock.now() + limitMs;
  const back = backAddress(ports.addresses.postLogoutUri, state);
  for (;;) {
    const left = until - ports.clock.now();
    const event = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'loaded'], left);
    if (event === 'closed') return 'closed';
    if (event === null) return 'timed-out';
    const { ledTo } = await ports.tabs.answer(tabId);
    if (event === 'arrived' || ledTo === back) return 'leads';
  }
}
