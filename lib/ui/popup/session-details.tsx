import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Backend } from '../../contract/messages.ts';
import type { AppOfRealm, RealmStatus } from '../../contract/status.ts';
import { isOfPolicy } from '../../settings/policy-id.ts';
import type { Realm } from '../../settings/schema.ts';
import { ActButton } from '../shared/realm-row.tsx';
import { formatNames } from '../shared/words/format.ts';
import { t, textLocale } from '../shared/words/text.ts';
import type { LeaveApp } from './alone-lines.tsx';

type SessionDetailsProps = {
  backend: Backend;
  realm: Realm;
  status: RealmStatus;
  /** Missing where an admin lets no app be cleared. */
  onLeave: LeaveApp | undefined;
};

/** Above this many apps a popup counts instead. */
const NAMED = 4;

/** What signing out of a realm will end: its apps by name, the person's other devices, offline access. */
export function SessionDetailsLine({ backend, realm, status, onLeave }: SessionDetailsProps): JSX.Element {
  const { apps = [], details } = status;
  const { otherDevices = 0, offline = [] } = details ?? {};
  const elsewhere = otherDevices > 0 || offline.length > 0 || (details && realm.otherDevices);
  return (
    <div class="holds">
      {apps.length > 0 && <Apps apps={apps} label={realm.label} onLeave={onLeave} />}
      {offline.length > 0 && (
        <p class="warn">{t('details.offline', { apps: formatNames(offline, textLocale()) })}</p>
      )}
      {elsewhere && <DevicesChoice backend={backend} realm={realm} others={otherDevices} />}
    </div>
  );
}

type AppsProps = { apps: AppOfRealm[]; label: string; onLeave: LeaveApp | undefined };

/** The apps in one line, and opened each with its own way out. Nobody needs two hundred of them before. */
function Apps({ apps, label, onLeave }: AppsProps): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{appsText(apps)}</summary>
      {isOpen && (
        <>
          <p class="soft">{onLeave ? t('details.one_app', { label }) : t('remedy.apps_off')}</p>
          <ul class="alone" aria-label={t('app.list', { label })}>
            {apps.map((app) => (
              <li key={app.key}>
                <bdi>{app.name}</bdi>
                {onLeave && <ActButton label={app.name} act="sign-out" onAct={() => onLeave(app)} />}
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

function appsText(apps: AppOfRealm[]): string {
  const names = apps.map(({ name }) => name);
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
