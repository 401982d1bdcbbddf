import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../shared/words/text.ts';

type TextFieldProps = {
  id: string;
  label: string;
  value: string;
  /** The most characters that the settings take. */
  max: number;
  /** Takes the focus as it comes, its text chosen. */
  focus?: boolean;
  /** It can be read and copied, and not changed. */
  fixed?: boolean;
  onChange: (value: string) => void;
};

/** A line of text that must not be empty, under its label. */
export function TextField(props: TextFieldProps): JSX.Element {
  const { id, label, value, max, focus = false, fixed = false, onChange } = props;
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
        readOnly={fixed}
        spellcheck={false}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

type SaveButtonsProps = {
  /** There is nothing to leave as it was: the button keeps its place, and the focus. */
  idle?: boolean;
  onCancel: () => void;
};

/** Saves a form, or leaves everything as it was. */
export function SaveButtons({ idle = false, onCancel }: SaveButtonsProps): JSX.Element {
  return (
    <div class="row">
      <button type="submit" class={idle ? '' : 'primary'}>
        {t('options.save')}
      </button>
      <button type="button" aria-disabled={idle} onClick={onCancel}>
        {t('options.cancel')}
      </button>
    </div>
  );
}
