import type { JSX } from 'preact';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { RefusedEntry } from '../../settings/entries.ts';
import type { Realm } from '../../settings/schema.ts';
import { Mark } from '../shared/marks.tsx';
import { t } from '../shared/words/text.ts';
import { TestButton, TestView } from './diagnosis-view.tsx';
import { pageTitle } from './pages.tsx';
import { linkTo } from './places.ts';
import { RealmApps } from './realm-apps.tsx';
import { Facts } from './realm-item.tsx';
import { useDiagnosis } from './use-diagnosis.ts';

/** Says that what it stands at cannot be changed here. */
export function SetByAdmin(): JSX.Element {
  return <p class="soft fixed">{t('policy.set')}</p>;
}

/** A realm that a policy makes: as it is, with only what a browser lets nobody but the person allow. */
export function AdminRealm(props: { backend: OptionsBackend; view: OptionsView; realm: Realm }): JSX.Element {
  const { backend, view, realm } = props;
  const diagnosis = useDiagnosis(backend, view, realm);
  return (
    <li class="item" data-realm={realm.issuer} data-fixed="true">
      <Facts view={view} realm={realm} />
      <SetByAdmin />
      <TestButton realm={realm} start={diagnosis.start} />
      <RealmApps {...props} />
      <TestView {...{ view, realm, diagnosis }} />
    </li>
  );
}

/** Says where everybody looks that a policy has faults, and where they are named. */
export function PolicyNote({ faults }: { faults: RefusedEntry[] }): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <p class="state">
      <Mark name="alert" tone="warn" />
      <span>
        <span class="warn">{t('policy.faults_note')}</span>{' '}
        <a href={linkTo('admins')}>{pageTitle('admins')}</a>
      </span>
    </p>
  );
}

/** The entries of a policy that cannot be used, for the person to pass on. */
export function PolicyFaults({ faults }: { faults: RefusedEntry[] }): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <section aria-labelledby="policy-faults" class="why">
      <h2 id="policy-faults">{t('policy.faults')}</h2>
      <p class="warn">{t('policy.faults_text')}</p>
      <ul>
        {faults.map(({ path, reason }) => (
          <li key={path + reason} data-fault={path}>
            <code>{path}</code>: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
