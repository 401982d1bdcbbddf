import type { FormToSend } from '../../contract/messages.ts';
import { isDoubled } from '../../protocol/doubled.ts';
import { backOfTab, takeForm, takePending } from '../kernel/pending.ts';
import type { Ports } from '../kernel/ports.ts';

/**
 * Takes the arrival of a tab on the signed-out page. Only a stored `state` makes it count, in one tab only, or that it is the tab in which
 * a form of ours was sent on, as the browser itself says: any page can open this one, in its own tab.
 * @param search the page's query, as it stands in its address.
 * @returns the sign-out to show; null where nothing waits for this `state` or this tab.
 */
export async function arrive(search: string, tabId: number, ports: Ports): Promise<string | null> {
  const answer = new URLSearchParams(search);
  if (isDoubled(answer)) return null;
  const state = answer.get('state');
  const pending = state ? await takePending(ports.session, ports.clock, state, tabId) : null;
  const runId = pending?.runId ?? (await backOfTab(ports.session, ports.clock, tabId));
  if (runId !== null) ports.tabEvents.arrived(tabId);
  return runId;
}

/**
 * Gives a page of ours the form that it is to send on. Only a stored key makes it count, and in one tab only.
 * @param key from the page's address.
 * @returns null where none waits under this key.
 */
export async function giveForm(key: string, tabId: number, ports: Ports): Promise<FormToSend | null> {
  const form = await takeForm(ports.session, ports.clock, key, tabId);
  return form && { action: form.action, method: form.method, fields: form.fields };
}
