import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Allowed, OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { useTitle, useView } from '../shared/hooks.ts';
import { t } from '../shared/words/text.ts';
import { ActivityPage } from './activity-page.tsx';
import { AddRealm } from './add-realm.tsx';
import { AdminsPage } from './admins-page.tsx';
import { FoundRealms, hasPrimary } from './found-realms.tsx';
import { Page, pageTitle, SideNav } from './pages.tsx';
import { headingId } from './places.ts';
import { AdminRealm, PolicyNote, SetByAdmin } from './policy-parts.tsx';
import { RealmItem } from './realm-item.tsx';
import { RefusedSettings } from './refused-settings.tsx';
import { RulesPage } from './rules-page.tsx';
import { SigningOut } from './signing-out.tsx';
import { Toast } from './toast.tsx';
import { TransferSection } from './transfer-section.tsx';
import { usePlace } from './use-place.ts';
import { type RealmEdits, useRealmEdits } from './use-realm-edits.ts';
import { Welcome } from './welcome.tsx';

function useOptionsView(backend: OptionsBackend): OptionsView | null {
  const view = useView(backend);
  const [allowed, setAllowed] = useState<Allowed | null>(null);
  useLayoutEffect(() => backend.watchAllowed(setAllowed), [backend]);
  return view && allowed && { ...view, allowed };
}

/** The options, a page at a time: realms and their apps, how a sign-out goes, settings as a file, and what admins need. */
export function OptionsPage({ backend }: { backend: OptionsBackend }): JSX.Element {
  const view = useOptionsView(backend);
  const place = usePlace();
  useTitle(`${pageTitle(place.page)} · ${t('options.title')} · ${t('extension.shortName')}`);
  return (
    <div class="shell">
      <SideNav place={place} />
      <main>
        <Page name="realms" place={place} intro={t('options.realms_intro')}>
          {backend.isWelcome && <Welcome backend={backend} />}
          {view && <PolicyNote faults={view.policy.faults} />}
          {view && <RefusedSettings backend={backend} refused={view.refused} />}
          {view && <Realms backend={backend} view={view} />}
        </Page>
        <Page name="signing-out" place={place}>
          {view && <SigningOut backend={backend} view={view} />}
        </Page>
        <Page name="automatic" place={place}>
          {view && <RulesPage backend={backend} view={view} />}
        </Page>
        <Page name="activity" place={place}>
          {view && <ActivityPage backend={backend} view={view} />}
        </Page>
        <Page name="transfer" place={place} intro={t('transfer.text')}>
          {view && <TransferSection backend={backend} view={view} />}
        </Page>
        <Page name="admins" place={place} intro={t('admins.intro')}>
          {view && <AdminsPage backend={backend} view={view} issuer={place.issuer} />}
        </Page>
      </main>
    </div>
  );
}

function Realms({ backend, view }: { backend: OptionsBackend; view: OptionsView }): JSX.Element {
  const realms = namedRealms(view);
  const edits = useRealmEdits(backend, view.own.realms);
  const locked = view.policy.locked.includes('realms');
  return (
    <>
      {realms.length > 0 ? (
        <RealmList backend={backend} view={view} edits={edits} />
      ) : (
        <p class="soft">{t('options.no_realms')}</p>
      )}
      <FoundRealms {...{ backend, view, edits }} />
      <Toast toast={edits.toast} onUndo={edits.undo} onDismiss={edits.dismiss} />
      {locked ? (
        <SetByAdmin />
      ) : (
        <AddRealm
          backend={backend}
          primary={!hasPrimary(view)}
          onAdded={(realm) => {
            edits.noteAdded(realm);
            void backend.setUp('test-realm', { realmId: realm.id });
          }}
        />
      )}
    </>
  );
}

/** The admin's and the person's own. */
function namedRealms({ settings, found }: OptionsView): Realm[] {
  return settings.realms.filter(({ id }) => !found.includes(id));
}

type RealmListProps = { backend: OptionsBackend; view: OptionsView; edits: RealmEdits };

function RealmList({ backend, view, edits }: RealmListProps): JSX.Element {
  const own = view.own.realms;
  return (
    <ul class="card" aria-labelledby={headingId('realms')}>
      {namedRealms(view).map((realm) => {
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
