import type { JSX } from 'preact';
import type { Backend } from '../model/messages.ts';
import type { Holdings } from '../model/status.ts';
import { isOfPolicy } from '../settings/edit.ts';
import type { Realm } from '../settings/schema.ts';
import { formatNames } from './format.ts';
import { say, textLocale } from './text.ts';

type HoldingsProps = { backend: Backend; realm: Realm; holds: Holdings };

/** Above this many apps a popup counts instead. */
const NAMED = 4;

/** What signing out of a realm will end: its apps by name, the person's other devices, offline access. */
export function HoldingsLine({ backend, realm, holds }: HoldingsProps): JSX.Element {
  const { apps, otherDevices, offline } = holds;
  const elsewhere = otherDevices > 0 || offline.length > 0 || realm.otherDevices;
  return (
    <div class="holds">
      {apps.length > 0 && <p>{appsText(holds)}</p>}
      {offline.length > 0 && (
        <p class="warn">{say('holds.offline', { apps: formatNames(offline, textLocale()) })}</p>
      )}
      {elsewhere && <DevicesChoice backend={backend} realm={realm} others={otherDevices} />}
    </div>
  );
}

function appsText({ apps }: Holdings): string {
  const names = apps.map(({ name }) => name);
  if (names.length <= NAMED) return say('holds.apps', { apps: formatNames(names, textLocale()) });
  return say('holds.apps_count', { count: names.length });
}

/** Whether signing out of a realm ends the sessions elsewhere too; remembered for each realm. */
export function DevicesChoice({
  backend,
  realm,
  others,
}: {
  backend: Backend;
  realm: Realm;
  others: number;
}): JSX.Element {
  const fixed = isOfPolicy(realm);
  const set = (on: boolean) => void backend.send('set-other-devices', { realmId: realm.id, on });
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={realm.otherDevices}
        disabled={fixed}
        onChange={(event) => set(event.currentTarget.checked)}
      />
      <span>
        {say('holds.other_devices')}
        <span class="unseen"> {say('holds.of_realm', { label: realm.label })}</span>
        {others > 0 && <span class="soft"> · {say('popup.devices', { count: others })}</span>}
      </span>
    </label>
  );
}
