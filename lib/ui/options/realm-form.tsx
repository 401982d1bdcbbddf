import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Failure } from '../../errors/failure.ts';
import { LABEL_LENGTH, type Realm } from '../../settings/schema.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { t } from '../shared/words/text.ts';
import { SaveButtons, TextField } from './text-field.tsx';
import { hasDraft, useDraft } from './use-draft.ts';
import { controlId } from './use-realm-edits.ts';

type RealmFormProps = {
  realm: Realm;
  onSave: (label: string) => Promise<Failure | null>;
  onClose: () => void;
};

/** Whether a realm was being edited when the page went. */
export function wasBeingEdited(realm: Realm): boolean {
  return hasDraft(draftKey(realm));
}

function draftKey({ id }: Realm): string {
  return `edit-label-${id}`;
}

/** Edits a realm's label, in place. What was typed stays over a reload; Escape leaves it as it was. */
export function RealmForm({ realm, onSave, onClose }: RealmFormProps): JSX.Element {
  const label = useDraft(draftKey(realm), realm.label);
  const [failure, setFailure] = useState<Failure | null>(null);
  const close = () => {
    label.drop();
    onClose();
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const refused = await onSave(label.text.trim());
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
      <div role="alert">{failure && <FailureNote failure={failure} tone="bad" />}</div>
      <SaveButtons onCancel={close} />
    </form>
  );
}
