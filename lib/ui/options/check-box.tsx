import type { ComponentChildren, JSX } from 'preact';

type CheckBoxProps = {
  checked: boolean;
  /** It can be seen, and not changed. */
  fixed?: boolean;
  onChange: (on: boolean) => void;
  children: ComponentChildren;
};

/** A choice that is on or off, with its words beside it. */
export function CheckBox({ checked, fixed = false, onChange, children }: CheckBoxProps): JSX.Element {
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={checked}
        disabled={fixed}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {children}
    </label>
  );
}
