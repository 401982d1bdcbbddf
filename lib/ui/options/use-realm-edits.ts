import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OptionsBackend, RealmEdit, Result } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import type { Realm } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';

/** What was done last, and how to undo it where it can be undone. */
export type ToastContent = { text: Message; failure?: Failure; undo?: boolean };

/** All that can be done to the list of realms. Each act replaces the toast of the one before. */
export type RealmEdits = {
  toast: ToastContent | null;
  /** The realm that was added last on this page, by its id. */
  added: string | null;
  noteAdded: (realm: Realm) => void;
  dismiss: () => void;
  /** Gives why it was refused, or null. */
  save: (realm: Realm, edit: RealmEdit) => Promise<Failure | null>;
  move: (realm: Realm, to: number, control: string) => Promise<void>;
  remove: (realm: Realm) => Promise<void>;
  undo: () => Promise<void>;
};

/** Sends edits of the list to the background, says what became of them, and keeps the focus where the person is. */
export function useRealmEdits(backend: OptionsBackend, realms: Realm[]): RealmEdits {
  const [toast, setToast] = useState<ToastContent | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const [removed, setRemoved] = useState<{ realm: Realm; at: number } | null>(null);
  const focusOn = useFocusAfterReorder(realms);
  const report = (answer: Result<unknown>, done: ToastContent) => setToast(toastOf(answer, done));
  return {
    toast,
    added,
    noteAdded: ({ id, label }) => {
      setAdded(id);
      setToast({ text: message('options.added', { label }) });
    },
    dismiss: () => {
      setToast(null);
      document.getElementById('realms')?.focus();
    },
    save: async (realm, edit) => {
      const answer = await backend.setUp('edit-realm', { realmId: realm.id, edit });
      if (answer.ok) setToast({ text: message('options.saved', { label: answer.value.label }) });
      return answer.ok ? null : answer.failure;
    },
    move: async (realm, to, control) => {
      focusOn(realm.id, control);
      const answer = await backend.setUp('move-realm', { realmId: realm.id, to });
      const args = { label: realm.label, place: to + 1, total: realms.length };
      report(answer, { text: message('options.moved', args) });
    },
    remove: async (realm) => {
      const answer = await backend.setUp('remove-realm', { realmId: realm.id });
      const text = message('options.removed', { label: realm.label });
      if (answer.ok) setRemoved(answer.value);
      report(answer, { text, undo: true });
    },
    undo: async () => {
      if (!removed) return;
      focusOn(removed.realm.id, 'edit');
      const answer = await backend.setUp('restore-realm', removed);
      report(answer, { text: message('options.restored', { label: removed.realm.label }) });
    },
  };
}

/** What was done, or that it was refused. */
export function toastOf(answer: Result<unknown>, done: ToastContent): ToastContent {
  return answer.ok ? done : { text: message('options.refused'), failure: answer.failure };
}

/** Moving a row in the document takes the focus away from what is in it; this gives it back once the row has moved. */
function useFocusAfterReorder(realms: Realm[]): (realmId: string, control: string) => void {
  const wanted = useRef<{ realmId: string; control: string } | null>(null);
  const order = realms.map((realm) => realm.id).join(' ');
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const { realmId, control } = wanted.current;
    wanted.current = null;
    document.querySelector<HTMLElement>(`#${CSS.escape(controlId(realmId, control))}`)?.focus();
  }, [order]);
  return (realmId, control) => {
    wanted.current = { realmId, control };
  };
}

/** The document's id of a control in a realm's row. */
export function controlId(realmId: string, control: string): string {
  return `${control}-${realmId}`;
}
