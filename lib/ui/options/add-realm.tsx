import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { OptionsBackend } from '../../contract/messages.ts';
import { type Failure, traitsOf } from '../../errors/failure.ts';
import type { Realm } from '../../settings/schema.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { t } from '../shared/words/text.ts';
import { useDraft } from './use-draft.ts';

const DRAFT = 'add-realm';

type AddRealmProps = { backend: OptionsBackend; primary: boolean; onAdded: (realm: Realm) => void };

/** Adds a realm by any of its addresses. What was typed stays until it has been added, over a reload too. */
export function AddRealm(props: AddRealmProps): JSX.Element {
  const { field, address, setAddress, working, failure, server, submit, allow } = useAdding(props);
  const { primary } = props;
  return (
    <form class="form" onSubmit={submit}>
      <label for="address">{t('add.label')}</label>
      <div class="beside">
        <input
          ref={field}
          id="address"
          type="text"
          inputMode="url"
          required
          autocomplete="off"
          spellcheck={false}
          value={address}
          readOnly={working}
          aria-invalid={failure !== null}
          aria-describedby="address-hint address-failure"
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
        <button type="submit" class={primary ? 'primary' : ''} aria-disabled={working}>
          {t('add.submit')}
        </button>
      </div>
      <p id="address-hint" class="soft" role="status">
        {working ? t('add.working') : t('add.hint')}
      </p>
      <div id="address-failure" role="alert">
        {failure && (
          <FailureNote failure={failure} tone="bad">
            {server && (
              <button type="button" onClick={allow}>
                {t('apps.host_allow', { host: new URL(server).host })}
              </button>
            )}
          </FailureNote>
        )}
      </div>
    </form>
  );
}

function useAdding({ backend, onAdded }: AddRealmProps) {
  const { text: address, change: setAddress, drop } = useDraft(DRAFT);
  const [working, setWorking] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Where access to it leads on.
  const server = failure && traitsOf(failure.code).allow && failure.details[0];
  const add = async (asked: Promise<boolean>) => {
    setWorking(true);
    setFailure(null);
    await asked;
    const answer = await backend.setUp('add-realm', { address });
    setWorking(false);
    if (!isElsewhere(field.current?.form)) field.current?.focus();
    if (!answer.ok) return setFailure(answer.failure);
    drop();
    onAdded(answer.value);
  };
  // First of all: a browser takes such a request only in the very handler of a click. A refusal shows in the realm's row.
  const submit = (event: Event) => {
    event.preventDefault();
    if (!working) void add(backend.requestAccess(address));
  };
  const allow = () => server && void add(backend.requestHosts([server]));
  return { field, address, setAddress, working, failure, server, submit, allow };
}

/** A server may take seconds to answer, and the person may have gone on to something else. */
function isElsewhere(form: HTMLFormElement | null | undefined): boolean {
  const focused = document.activeElement;
  return focused !== document.body && !form?.contains(focused);
}
