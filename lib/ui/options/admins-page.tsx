import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { t } from '../shared/words/text.ts';
import { PolicyFaults } from './policy-parts.tsx';
import { RealmClient } from './realm-client.tsx';
import { RegistrationSection } from './registration-section.tsx';

type AdminsPageProps = {
  backend: OptionsBackend;
  view: OptionsView;
  /** The issuer of the realm that the address names. */
  issuer: string | null;
};

/** What nobody but an admin needs: what of a policy does not count, and a realm's client. */
export function AdminsPage({ backend, view, issuer }: AdminsPageProps): JSX.Element {
  const { realms } = view.settings;
  const [chosen, setChosen] = useState(issuer);
  useEffect(() => {
    if (issuer) setChosen(issuer);
  }, [issuer]);
  const realm = realms.find((one) => one.issuer === chosen) ?? realms[0];
  const isFound = realm && view.found.includes(realm.id);
  return (
    <>
      <PolicyFaults faults={view.policy.faults} />
      {realms.length > 1 && realm && <RealmChoice {...{ realms, realm }} onChoose={setChosen} />}
      {realm && !isFound && <RealmClient key={realm.id} {...{ backend, view, realm }} />}
      <RegistrationSection backend={backend} realm={realm} />
    </>
  );
}

type RealmChoiceProps = { realms: Realm[]; realm: Realm; onChoose: (issuer: string) => void };

function RealmChoice({ realms, realm, onChoose }: RealmChoiceProps): JSX.Element {
  return (
    <div class="field">
      <label for="admin-realm">{t('client.realm')}</label>
      <select id="admin-realm" value={realm.issuer} onChange={(event) => onChoose(event.currentTarget.value)}>
        {realms.map(({ issuer, label }) => (
          <option key={issuer} value={issuer}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
