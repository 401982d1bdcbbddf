import type { JSX } from 'preact';

type NumberFieldProps = {
  id: string;
  label: string;
  value: number;
  min: number;
  max: number;
  /** It can be read, and not changed. */
  fixed?: boolean;
  hint?: string;
  onChange: (value: number) => void;
};

/** A whole number under its label. What is none in its bounds, as while it is typed, changes nothing. */
export function NumberField(props: NumberFieldProps): JSX.Element {
  const { id, label, value, min, max, fixed = false, hint, onChange } = props;
  return (
    <div class="field number">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        required
        min={min}
        max={max}
        step={1}
        value={value}
        readOnly={fixed}
        aria-describedby={hint && `${id}-hint`}
        onChange={({ currentTarget }) =>
          currentTarget.reportValidity() && onChange(currentTarget.valueAsNumber)
        }
      />
      {hint && (
        <p id={`${id}-hint`} class="soft">
          {hint}
        </p>
      )}
    </div>
  );
}
