import type { FormToSend } from '../../contract/messages.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import { type Pending, writeForm, writePending } from '../kernel/pending.ts';
import type { Ports } from '../kernel/ports.ts';
import type { RealmSignOut } from './act.ts';

/**
 * A form that a page of ours sends on in a tab, and how the tab comes back: by a `state`, or, as that stays in the browser's history, by
 * being the tab that it is; or not at all.
 */
export type TabForm = FormToSend & ({ state: string } | { leadsBack?: true });

/**
 * Opens a tab with a page of ours that sends a form on, so that no hint ever stands in an address. The form and the request wait in
 * storage before the tab opens.
 * @param key names the form; the page asks for it once.
 * @returns the tab's id.
 */
export async function openPostTab(
  act: RealmSignOut,
  key: string,
  tabForm: TabForm,
  hidden: boolean,
  ports: Pick<Ports, 'addresses' | 'clock' | 'session' | 'tabs'>,
): Promise<number> {
  const { action, method, fields } = tabForm;
  const form = { action, method, fields, createdAt: ports.clock.now() };
  await Promise.all([
    writeForm(ports.session, key, { ...form, ...('leadsBack' in tabForm && { backTo: act.run.id }) }),
    'state' in tabForm && writePending(ports.session, tabForm.state, pendingOf(act, form.createdAt)),
  ]);
  const url = ports.addresses.postPage(key);
  if (hidden) return ports.tabs.openHidden(url);
  return withLimit(ports.clock, LIMITS.tabOpens, 'tab', ports.tabs.open(url));
}

function pendingOf({ realm, run }: RealmSignOut, createdAt: number): Pending {
  return { realmId: realm.id, runId: run.id, createdAt };
}
