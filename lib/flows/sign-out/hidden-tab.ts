import type { LandingKind } from '../../verdict/facts.ts';
import type { Ports } from '../kernel/ports.ts';
import type { RealmSignOut } from './act.ts';
import { openPostTab, type TabForm } from './post-tab.ts';

/** Sends a form on in a background tab, and waits until it comes back to the signed-out page. */
export async function hideTab(
  act: RealmSignOut,
  form: TabForm,
  limitMs: number,
  ports: Ports,
): Promise<Extract<LandingKind, 'leads' | 'timed-out' | 'closed'>> {
  const tabId = await openPostTab(act, ports.secret(), form, true, ports);
  try {
    const event = await ports.tabEvents.next(tabId, ['arrived', 'closed'], limitMs);
    if (event === 'arrived') return 'leads';
    return event === 'closed' ? 'closed' : 'timed-out';
  } finally {
    await ports.tabs.close(tabId);
  }
}
