import type { JSX } from 'preact';
import type { Backend, View } from '../model/messages.ts';
import type { Show } from '../settings/schema.ts';
import { AddRealm } from './add-realm.tsx';
import { useTitle, useView } from './hooks.ts';
import { Logo } from './marks.tsx';
import { message } from './message.ts';
import { RealmItem } from './realm-item.tsx';
import { RegistrationSection } from './registration-section.tsx';
import { say } from './text.ts';
import { Toast } from './toast.tsx';
import { type RealmEdits, useRealmEdits } from './use-realm-edits.ts';

const SHOWS: Show[] = ['tab', 'background'];

/** The options: realms, where a sign-out's result is shown, and what to register in Keycloak. */
export function OptionsPage({ backend }: { backend: Backend }): JSX.Element {
  const view = useView(backend);
  useTitle(`${say('options.title')} · ${say('extension.shortName')}`);
  return (
    <main class="page">
      <header class="head">
        <Logo size={32} />
        <h1>{say('options.title')}</h1>
      </header>
      {view && <Realms backend={backend} view={view} />}
      {view && <ShowChoice backend={backend} show={view.settings.signOut.show} />}
      <RegistrationSection backend={backend} />
    </main>
  );
}

function Realms({ backend, view }: { backend: Backend; view: View }): JSX.Element {
  const { realms } = view.settings;
  const edits = useRealmEdits(backend, realms);
  return (
    <section aria-labelledby="realms">
      <h2 id="realms" tabIndex={-1}>
        {say('options.realms')}
      </h2>
      {realms.length > 0 ? (
        <RealmList view={view} edits={edits} />
      ) : (
        <p class="soft">{say('options.no_realms')}</p>
      )}
      <Toast toast={edits.toast} onUndo={edits.undo} onDismiss={edits.dismiss} />
      <AddRealm backend={backend} onAdded={({ label }) => edits.tell(message('options.added', { label }))} />
    </section>
  );
}

function RealmList({ view, edits }: { view: View; edits: RealmEdits }): JSX.Element {
  const { realms } = view.settings;
  return (
    <ul class="card" aria-labelledby="realms">
      {realms.map((realm, at) => (
        <RealmItem key={realm.id} realm={realm} at={at} total={realms.length} edits={edits} />
      ))}
    </ul>
  );
}

function ShowChoice({ backend, show }: { backend: Backend; show: Show }): JSX.Element {
  return (
    <section>
      <fieldset>
        <legend>{say('options.show_title')}</legend>
        {SHOWS.map((choice) => (
          <label key={choice} class="choice">
            <input
              type="radio"
              name="show"
              value={choice}
              checked={choice === show}
              onChange={() => void backend.send('set-show', { show: choice })}
            />
            {say(`options.show_${choice}`)}
          </label>
        ))}
      </fieldset>
    </section>
  );
}
