import type { View } from '../../contract/messages.ts';
import type { AppAlone, RealmStatus, RunRow } from '../../contract/status.ts';
import type { BesideVerdict } from '../../verdict/beside.ts';
import { ownOf } from '../shared/own-of.ts';
import { type Message, message } from '../shared/words/message.ts';

/** The button that signs out of everything: what it says, the line below, and whether a click does anything. */
export type AllButton = { label: Message; note: Message; enabled: boolean };

/** The status of a realm as shown; a realm never asked is unknown. */
export function statusOf(view: View, realmId: string): RealmStatus {
  return ownOf(view.statuses, realmId) ?? { state: 'unknown' };
}

/** The realm's place in the sign-out that its status belongs to, where it is still kept. */
export function rowOf(
  { runs }: View,
  { runId, details }: RealmStatus,
  realmId: string,
): RunRow<BesideVerdict> | undefined {
  if (!runId || details) return undefined;
  return runs.find(({ id }) => id === runId)?.rows.find((row) => row.realmId === realmId);
}

/** The apps of a realm that were signed out of alone; a sign-out of the realm has the last word on all of them. */
export function aloneOf({ alone }: View, { runId }: RealmStatus, realmId: string): AppAlone[] {
  return runId ? [] : alone.filter((one) => one.realmId === realmId);
}

/**
 * What the button for everything says now.
 * @param view with at least one realm.
 * @param patient whether a check that still runs has lasted long enough to be worth words.
 */
export function allButton(view: View, patient: boolean): AllButton {
  const statuses = view.settings.realms.map((realm) => statusOf(view, realm.id));
  const idle = statuses.some((status) => status.state !== 'working');
  const label = idle ? message('popup.all') : message('popup.all_working');
  return { label, enabled: idle, note: progressOf(view) ?? noteOf(view, statuses, patient) };
}

function progressOf({ runs: [newest] }: View): Message | null {
  if (!newest) return null;
  const done = newest.rows.filter(({ step }) => !step).length;
  return done < newest.rows.length ? message('popup.progress', { done, total: newest.rows.length }) : null;
}

function noteOf(view: View, statuses: RealmStatus[], patient: boolean): Message {
  if (patient && statuses.some((status) => status.checking)) return message('row.checking');
  const realms = message('popup.realms', { count: statuses.length });
  const signedIn = statuses.filter((status) => status.state === 'signed-in').length;
  const unsure = statuses.filter((status) => status.state === 'unknown' || status.state === 'failed').length;
  if (unsure === statuses.length) return message('popup.summary_unknown', { realms });
  const people = signedIn ? message('popup.signed_in', { count: signedIn }) : message('popup.none_signed_in');
  const known = extrasOf(view).reduce((so, more) => message('popup.also', { known: so, more }), people);
  if (!unsure) return message('popup.summary', { realms, known });
  return message('popup.summary_unsure', { realms, known, unsure });
}

/** What a click ends beside the sessions in this browser: apps, and other devices where that is wanted. */
function extrasOf(view: View): Message[] {
  const held = view.settings.realms.map((realm) => ({ realm, ...statusOf(view, realm.id) }));
  const apps = new Set(
    held.flatMap((one) => one.apps ?? []).flatMap(({ places }) => places.map(({ key }) => key)),
  );
  const devices = held.reduce(
    (sum, { realm, details }) => sum + (realm.otherDevices ? (details?.otherDevices ?? 0) : 0),
    0,
  );
  return [
    ...(apps.size > 0 ? [message('popup.apps', { count: apps.size })] : []),
    ...(devices > 0 ? [message('popup.devices', { count: devices })] : []),
  ];
}
