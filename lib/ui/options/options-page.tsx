import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Allowed, OptionsBackend, OptionsView } from '../../contract/messages.ts';
import { isChoiceFixed } from '../../settings/policy.ts';
import type { AppTabs, Show } from '../../settings/schema.ts';
import { useTitle, useView } from '../shared/hooks.ts';
import { Logo } from '../shared/marks.tsx';
import { render, t } from '../shared/words/text.ts';
import { AddRealm } from './add-realm.tsx';
import { AdminRealm, PolicyFaults, SetByAdmin } from './policy-parts.tsx';
import { RealmItem } from './realm-item.tsx';
import { RefusedSettings } from './refused-settings.tsx';
import { RegistrationSection } from './registration-section.tsx';
import { Toast } from './toast.tsx';
import { TransferSection } from './transfer-section.tsx';
import { type RealmEdits, useRealmEdits } from './use-realm-edits.ts';

const SHOWS: Show[] = ['tab', 'background'];
const APP_TABS: AppTabs[] = ['reload', 'close'];
const CHOICES = {
  tab: 'options.show_tab',
  background: 'options.show_background',
  reload: 'options.app_tabs_reload',
  close: 'options.app_tabs_close',
} as const;

function useOptionsView(backend: OptionsBackend): OptionsView | null {
  const view = useView(backend);
  const [allowed, setAllowed] = useState<Allowed | null>(null);
  useLayoutEffect(() => backend.watchAllowed(setAllowed), [backend]);
  return view && allowed && { ...view, allowed };
}

/** The options: realms and their apps, how a sign-out goes, and what to register in Keycloak. */
export function OptionsPage({ backend }: { backend: OptionsBackend }): JSX.Element {
  const view = useOptionsView(backend);
  useTitle(`${t('options.title')} · ${t('extension.shortName')}`);
  return (
    <main class="page">
      <header class="head">
        <Logo size={32} />
        <h1>{t('options.title')}</h1>
      </header>
      {view && <PolicyFaults faults={view.policy.faults} />}
      {view && <RefusedSettings backend={backend} refused={view.refused} />}
      {view && <Realms backend={backend} view={view} />}
      {view && (
        <Choice
          name="show"
          fixed={isChoiceFixed(view.policy, 'show')}
          options={SHOWS}
          chosen={view.settings.signOut.show}
          onChoose={(show) => void backend.setUp('set-show', { show })}
        />
      )}
      {view && (
        <Choice
          name="app_tabs"
          fixed={isChoiceFixed(view.policy, 'appTabs')}
          options={APP_TABS}
          chosen={view.settings.signOut.appTabs}
          onChoose={(appTabs) => void backend.setUp('set-app-tabs', { appTabs })}
        />
      )}
      {view && <TransferSection backend={backend} view={view} />}
      {view && <RegistrationSection backend={backend} realms={view.settings.realms} />}
    </main>
  );
}

function Realms({ backend, view }: { backend: OptionsBackend; view: OptionsView }): JSX.Element {
  const { realms } = view.settings;
  const edits = useRealmEdits(backend, view.own.realms);
  const locked = view.policy.locked.includes('realms');
  return (
    <section aria-labelledby="realms">
      <h2 id="realms" tabIndex={-1}>
        {t('options.realms')}
      </h2>
      {realms.length > 0 ? (
        <RealmList backend={backend} view={view} edits={edits} />
      ) : (
        <p class="soft">{t('options.no_realms')}</p>
      )}
      <Toast toast={edits.toast} onUndo={edits.undo} onDismiss={edits.dismiss} />
      {locked ? (
        <SetByAdmin />
      ) : (
        <AddRealm
          backend={backend}
          onAdded={(realm) => {
            edits.noteAdded(realm);
            void backend.setUp('test-realm', { realmId: realm.id });
          }}
        />
      )}
    </section>
  );
}

type RealmListProps = { backend: OptionsBackend; view: OptionsView; edits: RealmEdits };

function RealmList({ backend, view, edits }: RealmListProps): JSX.Element {
  const { realms } = view.settings;
  const own = view.own.realms;
  return (
    <ul class="card" aria-labelledby="realms">
      {realms.map((realm) => {
        const at = own.findIndex(({ id }) => id === realm.id);
        return at < 0 ? (
          <AdminRealm key={realm.id} {...{ backend, view, realm }} />
        ) : (
          <RealmItem key={realm.id} {...{ backend, view, realm, at, edits }} total={own.length} />
        );
      })}
    </ul>
  );
}

type ChoiceProps<T extends Show | AppTabs> = {
  name: 'show' | 'app_tabs';
  options: T[];
  chosen: T;
  /** Set or locked by the admin's policy. */
  fixed: boolean;
  onChoose: (option: T) => void;
};

function Choice<T extends Show | AppTabs>(props: ChoiceProps<T>): JSX.Element {
  const { name, options, chosen, fixed, onChoose } = props;
  return (
    <section>
      <fieldset disabled={fixed}>
        <legend>{t(name === 'show' ? 'options.show_title' : 'options.app_tabs_title')}</legend>
        {options.map((option) => (
          <label key={option} class="choice">
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === chosen}
              onChange={() => onChoose(option)}
            />
            {render({ key: CHOICES[option] })}
          </label>
        ))}
        {fixed && <SetByAdmin />}
      </fieldset>
    </section>
  );
}
