import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import { isOfPolicy } from '../../settings/policy-id.ts';
import { CLIENT_ID_LENGTH, type Realm } from '../../settings/schema.ts';
import { clientUnder } from '../../settings/under-policy.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { keyPart } from '../shared/words/message.ts';
import { t } from '../shared/words/text.ts';
import { SetByAdmin } from './policy-parts.tsx';
import { SaveButtons, TextField } from './text-field.tsx';
import { useDraft } from './use-draft.ts';
import { controlId } from './use-realm-edits.ts';

type RealmClientProps = { backend: OptionsBackend; view: OptionsView; realm: Realm };

const THROUGH: readonly Realm['client'][] = ['auto', 'registered', 'built-in', 'question'];

/**
 * Through which client a realm is asked, and the id of the registered one. What was typed stays over a reload; Escape leaves it as it was.
 */
export function RealmClient({ backend, view, realm }: RealmClientProps): JSX.Element {
  const { clientId, through, saved, failure, submit, leave } = useClientEdit(backend, realm);
  const fixed = isOfPolicy(realm);
  const offered = THROUGH.filter((one) => clientUnder(view.policy, { client: one }) === one);
  const keys = (event: KeyboardEvent) => event.key === 'Escape' && leave();
  return (
    <section aria-labelledby="client">
      <h2 id="client">{t('client.title', { label: realm.label })}</h2>
      <form class="form" onSubmit={(event) => void submit(event)} onKeyDown={keys}>
        <code>{realm.issuer}</code>
        <TextField
          id={controlId(realm.id, 'client')}
          label={t('options.field_client')}
          max={CLIENT_ID_LENGTH}
          fixed={fixed}
          value={clientId.text}
          onChange={clientId.change}
        />
        <Through
          id={controlId(realm.id, 'through')}
          offered={fixed ? [realm.client] : offered}
          chosen={through.text}
          onChoose={through.change}
        />
        {(fixed || offered.length < THROUGH.length) && <SetByAdmin />}
        <div role="alert">{failure && <FailureNote failure={failure} tone="bad" />}</div>
        {!fixed && <SaveButtons idle={!clientId.typed && !through.typed} onCancel={leave} />}
        <p role="status" class="soft">
          {saved && t('options.saved', { label: realm.label })}
        </p>
      </form>
    </section>
  );
}

function useClientEdit(backend: OptionsBackend, realm: Realm) {
  const clientId = useDraft(`edit-client-${realm.id}`, realm.clientId);
  const through = useDraft(`edit-through-${realm.id}`, realm.client);
  const [saved, setSaved] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const leave = () => {
    clientId.drop();
    through.drop();
    setFailure(null);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setSaved(false);
    const client = THROUGH.find((one) => through.typed && one === through.text);
    const edit = { clientId: clientId.text.trim(), ...(client && { client }) };
    const answer = await backend.setUp('edit-realm', { realmId: realm.id, edit });
    if (!answer.ok) return setFailure(answer.failure);
    leave();
    setSaved(true);
  };
  return { clientId, through, saved, failure, submit, leave };
}

type ThroughProps = {
  id: string;
  /** One alone leaves nothing to choose. */
  offered: readonly Realm['client'][];
  chosen: string;
  onChoose: (through: string) => void;
};

function Through({ id, offered, chosen, onChoose }: ThroughProps): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{t('options.field_through')}</label>
      <select
        id={id}
        value={chosen}
        disabled={offered.length === 1}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {offered.map((one) => (
          <option key={one} value={one}>
            {t(`options.through_${keyPart(one)}`)}
          </option>
        ))}
      </select>
    </div>
  );
}
