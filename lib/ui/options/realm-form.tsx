import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { RealmEdit } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import { CLIENT_ID_LENGTH, LABEL_LENGTH, type Realm } from '../../settings/schema.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { t } from '../shared/words/text.ts';
import { hasDraft, useDraft } from './use-draft.ts';
import { controlId } from './use-realm-edits.ts';

type RealmFormProps = {
  realm: Realm;
  onSave: (edit: RealmEdit) => Promise<Failure | null>;
  onClose: () => void;
};

/** Whether a realm was being edited when the page went. */
export function wasBeingEdited(realm: Realm): boolean {
  return hasDraft(draftKey(realm, 'label')) || hasDraft(draftKey(realm, 'client'));
}

function draftKey(realm: Realm, field: string): string {
  return `edit-${field}-${realm.id}`;
}

/** Edits a realm's label and client id in place. What was typed stays over a reload; Escape leaves it as it was. */
export function RealmForm({ realm, onSave, onClose }: RealmFormProps): JSX.Element {
  const label = useDraft(draftKey(realm, 'label'), realm.label);
  const clientId = useDraft(draftKey(realm, 'client'), realm.clientId);
  const [failure, setFailure] = useState<Failure | null>(null);
  const close = () => {
    label.drop();
    clientId.drop();
    onClose();
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const refused = await onSave({ label: label.text.trim(), clientId: clientId.text.trim() });
    if (refused) setFailure(refused);
    else close();
  };
  const keys = (event: KeyboardEvent) => event.key === 'Escape' && close();
  return (
    <form class="form" onSubmit={(event) => void submit(event)} onKeyDown={keys}>
      <code>{realm.issuer}</code>
      <TextField
        id={controlId(realm.id, 'label')}
        label={t('options.field_label')}
        max={LABEL_LENGTH}
        focus
        value={label.text}
        onChange={label.change}
      />
      <TextField
        id={controlId(realm.id, 'client')}
        label={t('options.field_client')}
        max={CLIENT_ID_LENGTH}
        value={clientId.text}
        onChange={clientId.change}
      />
      <div role="alert">{failure && <FailureNote failure={failure} tone="bad" />}</div>
      <div class="row">
        <button type="submit" class="primary">
          {t('options.save')}
        </button>
        <button type="button" onClick={close}>
          {t('options.cancel')}
        </button>
      </div>
    </form>
  );
}

type TextFieldProps = {
  id: string;
  label: string;
  value: string;
  /** The most characters that the settings take. */
  max: number;
  focus?: boolean;
  onChange: (value: string) => void;
};

function TextField({ id, label, value, max, focus = false, onChange }: TextFieldProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus) field.current?.select();
  }, [focus]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={field}
        id={id}
        type="text"
        required
        pattern=".*\S.*"
        maxLength={max}
        value={value}
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
