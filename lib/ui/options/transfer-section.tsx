import type { JSX } from 'preact';
import type { OptionsBackend, View } from '../../contract/messages.ts';
import type { Settings } from '../../settings/schema.ts';
import { render, t } from '../shared/words/text.ts';
import { ImportPreview } from './import-preview.tsx';
import { JsonLink } from './json-link.tsx';
import { headingId } from './places.ts';
import { Toast } from './toast.tsx';
import { type Transfer, useTransfer } from './use-transfer.ts';

/** Settings as a file: saved, and read back with a look at what changes before anything does. */
export function TransferSection({ backend, view }: { backend: OptionsBackend; view: View }): JSX.Element {
  const transfer = useTransfer(backend);
  return (
    <>
      <div class="row">
        <JsonLink file="full-signout-settings.json" value={view.own}>
          {t('transfer.export')}
        </JsonLink>
      </div>
      <FilePicker onFile={(file) => void transfer.read(file)} />
      <Refusal transfer={transfer} />
      {transfer.found && <Preview own={view.own} found={transfer.found} transfer={transfer} />}
      <Toast
        toast={transfer.toast}
        onUndo={transfer.undo}
        onDismiss={() => {
          transfer.dismiss();
          document.getElementById(headingId('transfer'))?.focus();
        }}
      />
    </>
  );
}

function Preview({
  own,
  found,
  transfer,
}: {
  own: Settings;
  found: Settings;
  transfer: Transfer;
}): JSX.Element {
  return (
    <ImportPreview
      own={own}
      found={found}
      onApply={(mode) => void transfer.apply(mode)}
      onCancel={() => {
        transfer.cancel();
        document.getElementById('import-file')?.focus();
      }}
    />
  );
}

/** Takes a file by its button or by drag and drop: a browser's own field does both. */
function FilePicker({ onFile }: { onFile: (file: File) => void }): JSX.Element {
  const take = (field: HTMLInputElement) => {
    const file = field.files?.[0];
    // The same file may be chosen again once it has been corrected.
    field.value = '';
    if (file) onFile(file);
  };
  return (
    <div class="field">
      <label for="import-file">{t('transfer.import')}</label>
      <input
        id="import-file"
        type="file"
        accept="application/json,.json"
        aria-describedby="import-hint import-refusal"
        onChange={(event) => take(event.currentTarget)}
      />
      <p id="import-hint" class="soft">
        {t('transfer.drop')}
      </p>
    </div>
  );
}

function Refusal({ transfer: { refusal } }: { transfer: Transfer }): JSX.Element {
  return (
    <div id="import-refusal" role="alert">
      {refusal && (
        <div class="why">
          <p class="bad">{render(refusal.text)}</p>
          {refusal.detail && <code>{refusal.detail}</code>}
        </div>
      )}
    </div>
  );
}
