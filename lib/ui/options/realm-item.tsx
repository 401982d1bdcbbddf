import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { Icon } from '../shared/marks.tsx';
import { ownOf } from '../shared/own-of.ts';
import { render, t } from '../shared/words/text.ts';
import { clientLine } from './client-line.ts';
import { TestButton, TestView } from './diagnosis-view.tsx';
import { RealmApps } from './realm-apps.tsx';
import { RealmForm, wasBeingEdited } from './realm-form.tsx';
import { useDiagnosis } from './use-diagnosis.ts';
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
  const { backend, view, realm, edits } = props;
  const diagnosis = useDiagnosis(backend, view, realm, edits.added === realm.id);
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
          onSave={(label) => edits.rename(realm, label)}
          onClose={() => setEditing(false)}
        />
      ) : (
        <>
          <Facts view={view} realm={realm} />
          <Controls {...props} onTest={diagnosis.start} onEdit={() => setEditing(true)} />
          <RealmApps {...{ backend, view, realm }} />
          <TestView {...{ view, realm, diagnosis }} />
        </>
      )}
    </li>
  );
}

/** What a realm is: its label, its issuer, and what is known of its client; what is not keeps its place. */
export function Facts({ view, realm }: { view: OptionsView; realm: Realm }): JSX.Element {
  const client = clientLine(realm, ownOf(view.tests, realm.id));
  return (
    <div class="facts">
      <bdi>{realm.label}</bdi>
      <code>{realm.issuer}</code>
      <span class="soft">{client ? render(client) : '\u00a0'}</span>
    </div>
  );
}

type ControlsProps = RealmItemProps & { onTest: () => void; onEdit: () => void };

function Controls({ realm, at, total, edits, onTest, onEdit }: ControlsProps): JSX.Element {
  const { id, label } = realm;
  return (
    <div class="row">
      <MoveButton {...{ realm, edits }} direction="up" to={at - 1} possible={at > 0} />
      <MoveButton {...{ realm, edits }} direction="down" to={at + 1} possible={at < total - 1} />
      <TestButton realm={realm} start={onTest} />
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

const ARROWS = { up: 'M10 16V4.5M5 9.5l5-5 5 5', down: 'M10 4v11.5M5 10.5l5 5 5-5' };

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
      <Icon path={ARROWS[direction]} />
    </button>
  );
}
