import type { FormToSend } from '../../contract/messages.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import { writeForm, writePending } from '../kernel/pending.ts';
import type { Ports } from '../kernel/ports.ts';
import type { RealmSignOut } from './act.ts';

/** A form that a page of ours sends on in a tab, and the `state` by which the tab comes back. */
export type TabForm = FormToSend & { state: string };

/**
 * Opens a tab with a page of ours that sends a form on, so that no hint ever stands in an address. The form and the request wait in
 * storage before the tab opens.
 * @param key names the form; the page asks for it once.
 * @returns the tab's id.
 */
export async function openPostTab(
  act: RealmSignOut,
  key: string,
  { state, ...form }: TabForm,
  hidden: boolean,
  ports: Pick<Ports, 'addresses' | 'clock' | 'session' | 'tabs'>,
): Promise<number> {
  const createdAt = ports.clock.now();
  await Promise.all([
    writePending(ports.session, state, { realmId: act.realm.id, runId: act.run.id, createdAt }),
    writeForm(ports.session, key, { ...form, createdAt }),
  ]);
  const url = ports.addresses.postPage(key);
  if (hidden) return ports.tabs.openHidden(url);
  return withLimit(ports.clock, LIMITS.tabOpens, 'tab', ports.tabs.open(url));
}
