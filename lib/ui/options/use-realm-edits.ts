import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OptionsBackend, Result } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import type { Realm } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';
import { headingId } from './places.ts';

/** What was done last, and how to undo it where it can be undone. */
export type ToastContent = { text: Message; failure?: Failure; undo?: boolean };

/** All that can be done to the list of realms. Each act replaces the toast of the one before. */
export type RealmEdits = {
  toast: ToastContent | null;
  /** The realm that was added last on this page, by its id. */
  added: string | null;
  noteAdded: (realm: Realm) => void;
  dismiss: () => void;
  /** Gives a realm another label. Answers with why it was refused, or null. */
  rename: (realm: Realm, label: string) => Promise<Failure | null>;
  move: (realm: Realm, to: number, control: string) => Promise<void>;
  remove: (realm: Realm) => Promise<void>;
  /** Takes a found realm up among the person's own. */
  keep: (realm: Realm) => Promise<void>;
  /** Shows a found realm no more. */
  ignore: (realm: Realm) => Promise<void>;
  undo: () => Promise<void>;
};

/** What was done last to a realm, and what takes it back. */
type Undone = { realm: Realm; back: () => Promise<Result<unknown>> };

/** Sends edits of the list to the background, says what became of them, and keeps the focus where the person is. */
export function useRealmEdits(backend: OptionsBackend, realms: Realm[]): RealmEdits {
  const [toast, setToast] = useState<ToastContent | null>(null);
  const [added, setAdded] = useState<string | null>(null);
  const [undone, setUndone] = useState<Undone | null>(null);
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
      document.getElementById(headingId('realms'))?.focus();
    },
    rename: async (realm, label) => {
      const answer = await backend.setUp('edit-realm', { realmId: realm.id, edit: { label } });
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
      const { id: realmId, label } = realm;
      const answer = await backend.setUp('remove-realm', { realmId });
      if (answer.ok) setUndone({ realm, back: () => backend.setUp('restore-realm', answer.value) });
      report(answer, { text: message('options.removed', { label }), undo: true });
    },
    keep: async ({ id: realmId, label }) => {
      focusOn(realmId, 'edit');
      report(await backend.setUp('keep-realm', { realmId }), { text: message('found.kept', { label }) });
    },
    ignore: async (realm) => {
      const { issuer, label } = realm;
      const answer = await backend.setUp('ignore-realm', { issuer, on: true });
      if (answer.ok) setUndone({ realm, back: () => backend.setUp('ignore-realm', { issuer, on: false }) });
      report(answer, { text: message('found.not_shown', { label }), undo: true });
    },
    undo: async () => {
      if (!undone) return;
      const { realm, back } = undone;
      focusOn(realm.id, 'edit');
      report(await back(), { text: message('options.restored', { label: realm.label }) });
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
