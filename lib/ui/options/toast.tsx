import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { FailureNote } from '../shared/failure-note.tsx';
import { render, t } from '../shared/words/text.ts';
import type { ToastContent } from './use-realm-edits.ts';

type ToastProps = { toast: ToastContent | null; onUndo: () => void; onDismiss: () => void };

/** What was done last. It stays until it is dismissed or something else is done. */
export function Toast({ toast, onUndo, onDismiss }: ToastProps): JSX.Element {
  return (
    <div class={toast ? 'toast' : 'unseen'}>
      <p role="status">{toast && render(toast.text)}</p>
      {toast?.undo && <UndoButton onUndo={onUndo} />}
      {toast && (
        <button type="button" class="quiet" onClick={onDismiss}>
          {t('options.dismiss')}
        </button>
      )}
      {toast?.failure && <FailureNote failure={toast.failure} tone="bad" />}
    </div>
  );
}

function UndoButton({ onUndo }: { onUndo: () => void }): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  // The button that removed the realm has gone with its row.
  useEffect(() => button.current?.focus(), []);
  return (
    <button ref={button} type="button" onClick={onUndo}>
      {t('options.undo')}
    </button>
  );
}
