import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Backend, Result } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { t } from '../shared/words/text.ts';

/** Adds the realm whose page stands in the tab behind the popup. The tab is looked at on the click, not before. */
export function AddRealmOfTab({ backend }: { backend: Backend }): JSX.Element {
  const [working, setWorking] = useState(false);
  const [answer, setAnswer] = useState<Result<Realm> | null>(null);
  const add = async () => {
    if (working) return;
    setWorking(true);
    setAnswer(await backend.send('add-realm-of-tab', {}));
    setWorking(false);
  };
  return (
    <div class="add-here">
      <button type="button" class="quiet" aria-disabled={working} onClick={() => void add()}>
        {t('popup.add_here')}
      </button>
      <p role="status">{answer?.ok && t('popup.added_here', { label: answer.value.label })}</p>
      {answer && !answer.ok && <FailureNote failure={answer.failure} tone="bad" />}
    </div>
  );
}
