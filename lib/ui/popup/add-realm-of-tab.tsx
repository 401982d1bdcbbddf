import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Backend, Later, Messages, Result } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { t } from '../shared/words/text.ts';

/** The realm whose page stands in the tab behind the popup, by that page's address; null where it is none. */
export type RealmOfTab = Messages['realm-of-tab']['out'];

/** The realm of the tab behind the popup; undefined until that is known. No server is asked. */
export function useRealmOfTab(backend: Backend): RealmOfTab | undefined {
  const [here, setHere] = useState<RealmOfTab | undefined>();
  useEffect(() => {
    void backend.send('realm-of-tab', {}).then((answer) => setHere(answer.ok ? answer.value : null));
  }, [backend]);
  return here;
}

type AddRealmOfTabProps = { backend: Backend; here: RealmOfTab; primary: boolean };

/**
 * Adds the realm whose page stands in the tab behind the popup. Nothing is sent to its server before the person has allowed that.
 * @param here null where there is none, or it is listed already: then only what came of adding it is said.
 */
export function AddRealmOfTab({ backend, here, primary }: AddRealmOfTabProps): JSX.Element {
  const [working, setWorking] = useState(false);
  const [answer, setAnswer] = useState<Result<Realm> | null>(null);
  const add = async ({ issuer }: NonNullable<RealmOfTab>) => {
    if (working) return;
    setWorking(true);
    const later = { kind: 'add-realm-of-tab', payload: { issuer } } satisfies Later;
    const may = await backend.requestHosts([issuer], later);
    setAnswer(
      may
        ? await backend.send(later.kind, later.payload)
        : { ok: false, failure: { code: 'access-missing', details: [issuer] } },
    );
    setWorking(false);
  };
  return (
    <div class="add-here">
      {here && (
        <>
          <button
            type="button"
            class={primary ? 'primary' : 'quiet'}
            aria-disabled={working}
            onClick={() => void add(here)}
          >
            {t('popup.add_here')}
          </button>
          <p class="soft">
            {t('popup.add_here_which', { label: here.label, host: new URL(here.issuer).host })}
          </p>
        </>
      )}
      <p role="status">{answer?.ok && t('popup.added_here', { label: answer.value.label })}</p>
      {answer && !answer.ok && <FailureNote failure={answer.failure} tone="bad" />}
    </div>
  );
}
