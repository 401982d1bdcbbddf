import type { JSX } from 'preact';
import { say } from './text.ts';

/** A value to copy, and what has become of copying it. */
export type CopyValueProps = { name: string; value: string; copied: boolean; onCopy: (value: string) => void };

/** A value as text that can be selected, with a button that copies it. */
export function CopyValue({ name, value, copied, onCopy }: CopyValueProps): JSX.Element {
  return (
    <div class="copy">
      <code>{value}</code>
      <button type="button" aria-label={name} onClick={() => onCopy(value)}>
        {copied ? say('registration.copied') : say('registration.copy')}
      </button>
    </div>
  );
}
