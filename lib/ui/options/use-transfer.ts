import { useState } from 'preact/hooks';
import type { OptionsBackend } from '../../contract/messages.ts';
import { type ImportRefusal, readImport } from '../../settings/import.ts';
import type { ImportMode } from '../../settings/merge.ts';
import type { Settings } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';
import { type ToastContent, toastOf } from './use-realm-edits.ts';

/** Why nothing was read, in words, and the reader's own. */
export type RefusalWords = { text: Message; detail?: string };

/** A file on its way in: read, looked at, taken or left, and taken back. */
export type Transfer = {
  /** What a file holds that waits for the person's word. */
  found: Settings | null;
  refusal: RefusalWords | null;
  toast: ToastContent | null;
  read: (file: File) => Promise<void>;
  apply: (mode: ImportMode) => Promise<void>;
  cancel: () => void;
  undo: () => Promise<void>;
  dismiss: () => void;
};

/** More than any settings take, in bytes; what is bigger is something else. */
const MAX_SIZE = 1_000_000;

/** Reads files of settings and sends what the person takes of them to the background. */
export function useTransfer(backend: OptionsBackend): Transfer {
  const [found, setFound] = useState<Settings | null>(null);
  const [refusal, setRefusal] = useState<RefusalWords | null>(null);
  const [toast, setToast] = useState<ToastContent | null>(null);
  const [before, setBefore] = useState<Settings | null>(null);
  return {
    found,
    refusal,
    toast,
    read: async (file) => {
      const reading = readImport(file.size > MAX_SIZE ? '' : await file.text());
      setToast(null);
      setFound(reading.ok ? reading.settings : null);
      setRefusal(reading.ok ? null : wordsFor(reading.refusal));
    },
    apply: async (mode) => {
      if (!found) return;
      const answer = await backend.setUp('import-settings', { settings: found, mode });
      setFound(null);
      if (answer.ok) setBefore(answer.value.before);
      setToast(toastOf(answer, { text: message('transfer.done'), undo: true }));
    },
    cancel: () => setFound(null),
    undo: async () => {
      if (!before) return;
      const answer = await backend.setUp('import-settings', { settings: before, mode: 'replace' });
      setToast(toastOf(answer, { text: message('transfer.undone') }));
    },
    dismiss: () => setToast(null),
  };
}

function wordsFor(refusal: ImportRefusal): RefusalWords {
  if (refusal.kind === 'newer') return { text: message('transfer.newer', { version: refusal.version }) };
  if (refusal.kind === 'no-json') return { text: message('transfer.no_json') };
  return { text: message('transfer.invalid'), detail: refusal.reason };
}
