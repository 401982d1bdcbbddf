import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { Icon } from '../shared/marks.tsx';
import { t } from '../shared/words/text.ts';
import { RealmTesting } from './diagnosis-view.tsx';
import { RealmApps } from './realm-apps.tsx';
import { RealmForm, wasBeingEdited } from './realm-form.tsx';
import { controlId, type RealmEdits } from './use-realm-edits.ts';

/** A realm's place in the list, counted from 0, and what can be done to it. */
export type RealmItemProps = {
  backend: OptionsBackend;
  view: OptionsView;
  realm: Realm;
  at: number;
  total: number;
  edits: RealmEdits;
};

/** One realm in the options, at rest or being edited. */
export function RealmItem(props: RealmItemProps): JSX.Element {
  const { realm, edits } = props;
  const [editing, setEditing] = useState(() => wasBeingEdited(realm));
  const wasEditing = useRef(false);
  useLayoutEffect(() => {
    if (wasEditing.current && !editing) document.getElementById(controlId(realm.id, 'edit'))?.focus();
    wasEditing.current = editing;
  }, [editing, realm.id]);
  return (
    <li class="item" data-realm={realm.issuer}>
      {editing ? (
        <RealmForm
          realm={realm}
          onSave={(edit) => edits.save(realm, edit)}
          onClose={() => setEditing(false)}
        />
      ) : (
        <>
          <Facts realm={realm} />
          <Controls {...props} onEdit={() => setEditing(true)} />
          <RealmApps backend={props.backend} view={props.view} realm={realm} />
          <RealmTesting
            backend={props.backend}
            view={props.view}
            realm={realm}
            begun={edits.added === realm.id}
          />
        </>
      )}
    </li>
  );
}

/** What a realm is: its label, issuer and client. */
export function Facts({ realm }: { realm: Realm }): JSX.Element {
  return (
    <div class="facts">
      <b>{realm.label}</b>
      <code>{realm.issuer}</code>
      <span class="soft">{t('options.client', { client: realm.clientId })}</span>
    </div>
  );
}

function Controls({ realm, at, total, edits, onEdit }: RealmItemProps & { onEdit: () => void }): JSX.Element {
  const { id, label } = realm;
  return (
    <div class="row">
      <MoveButton {...{ realm, edits }} direction="up" to={at - 1} possible={at > 0} />
      <MoveButton {...{ realm, edits }} direction="down" to={at + 1} possible={at < total - 1} />
      <button
        id={controlId(id, 'edit')}
        type="button"
        aria-label={t('options.edit_label', { label })}
        onClick={onEdit}
      >
        {t('options.edit')}
      </button>
      <button
        type="button"
        aria-label={t('options.remove_label', { label })}
        onClick={() => void edits.remove(realm)}
      >
        {t('options.remove')}
      </button>
    </div>
  );
}

type MoveProps = { realm: Realm; edits: RealmEdits; direction: 'up' | 'down'; to: number; possible: boolean };

function MoveButton({ realm, edits, direction, to, possible }: MoveProps): JSX.Element {
  // aria-disabled instead of disabled: whoever has moved the realm to an end keeps the focus.
  return (
    <button
      id={controlId(realm.id, direction)}
      type="button"
      class="quiet"
      aria-label={t(`options.${direction}_label`, { label: realm.label })}
      aria-disabled={!possible}
      onClick={() => possible && void edits.move(realm, to, direction)}
    >
      <Icon name={direction} />
    </button>
  );
}
