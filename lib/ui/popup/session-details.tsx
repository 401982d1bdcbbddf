import type { JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { SessionDetails } from '../../keycloak/account.ts';
import { isOfPolicy } from '../../settings/policy-id.ts';
import type { Realm } from '../../settings/schema.ts';
import { formatNames } from '../shared/words/format.ts';
import { t, textLocale } from '../shared/words/text.ts';

type SessionDetailsProps = { backend: Backend; realm: Realm; details: SessionDetails };

/** Above this many apps a popup counts instead. */
const NAMED = 4;

/** What signing out of a realm will end: its apps by name, the person's other devices, offline access. */
export function SessionDetailsLine({ backend, realm, details }: SessionDetailsProps): JSX.Element {
  const { apps, otherDevices, offline } = details;
  const elsewhere = otherDevices > 0 || offline.length > 0 || realm.otherDevices;
  return (
    <div class="holds">
      {apps.length > 0 && <p>{appsText(details)}</p>}
      {offline.length > 0 && (
        <p class="warn">{t('details.offline', { apps: formatNames(offline, textLocale()) })}</p>
      )}
      {elsewhere && <DevicesChoice backend={backend} realm={realm} others={otherDevices} />}
    </div>
  );
}

function appsText({ apps }: SessionDetails): string {
  const names = [...new Set(apps.map(({ name }) => name))];
  if (names.length <= NAMED) return t('details.apps', { apps: formatNames(names, textLocale()) });
  return t('details.apps_count', { count: names.length });
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
        {t('details.other_devices')}
        <span class="unseen"> {t('details.of_realm', { label: realm.label })}</span>
        {others > 0 && <span class="soft"> · {t('popup.devices', { count: others })}</span>}
      </span>
    </label>
  );
}
