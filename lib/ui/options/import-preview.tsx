import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type FieldChange,
  type ImportMode,
  importSettings,
  type SettingsChange,
  settingsChanges,
} from '../../settings/merge.ts';
import type { Settings } from '../../settings/schema.ts';
import { t } from '../shared/words/text.ts';

type ImportPreviewProps = {
  own: Settings;
  found: Settings;
  onApply: (mode: ImportMode) => void;
  onCancel: () => void;
};

const MODES: ImportMode[] = ['merge', 'replace'];

/** What an import would change, in either of its two ways, and the choice between them. */
export function ImportPreview({ own, found, onApply, onCancel }: ImportPreviewProps): JSX.Element {
  const [mode, setMode] = useState<ImportMode>('merge');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const changes = settingsChanges(own, importSettings(own, found, mode));
  return (
    <div class="preview">
      <h2 ref={heading} tabIndex={-1}>
        {t('transfer.preview')}
      </h2>
      <fieldset aria-label={t('transfer.mode')}>
        {MODES.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="import-mode"
              value={one}
              checked={one === mode}
              onChange={() => setMode(one)}
            />
            {t(`transfer.${one}`)}
          </label>
        ))}
      </fieldset>
      <div role="status">
        {changes.length === 0 ? <p>{t('transfer.nothing')}</p> : <ChangeList changes={changes} />}
      </div>
      <div class="row">
        <button type="button" class="primary" onClick={() => onApply(mode)}>
          {t('transfer.apply')}
        </button>
        <button type="button" onClick={onCancel}>
          {t('options.cancel')}
        </button>
      </div>
    </div>
  );
}

function ChangeList({ changes }: { changes: SettingsChange[] }): JSX.Element {
  return (
    <ul class="changes" aria-label={t('transfer.preview')}>
      {changes.map((change) => (
        <li key={change.kind + ('issuer' in change ? change.issuer : '')} data-change={change.kind}>
          {wordsFor(change)}
          {'fields' in change && <ChangedFields fields={change.fields} />}
        </li>
      ))}
    </ul>
  );
}

function wordsFor(change: SettingsChange): string {
  if (change.kind === 'choices') return t('transfer.choices');
  if (change.kind === 'order') return t('transfer.order');
  const { label, issuer } = change;
  return t(`transfer.${change.kind}`, { label, issuer });
}

function ChangedFields({ fields }: { fields: FieldChange[] }): JSX.Element {
  return (
    <ul>
      {fields.map(({ name, before, after }) => (
        <li key={name}>
          <code>{t('transfer.field', { name, before, after })}</code>
        </li>
      ))}
    </ul>
  );
}
