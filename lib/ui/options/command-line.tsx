import type { JSX } from 'preact';
import { Mark } from '../shared/marks.tsx';
import { t } from '../shared/words/text.ts';
import { useCopy } from './use-copy.ts';

/** A command for a terminal, one click away and ready to copy: what it is, what it needs, what its button copies. */
export type CommandLineProps = { title: string; needs: string; line: string; copies: string };

/** Offers a command for a terminal. */
export function CommandLine({ title, needs, line, copies }: CommandLineProps): JSX.Element {
  const { copied, copy } = useCopy();
  return (
    <details class="more">
      <summary>{title}</summary>
      <p class="soft">{needs}</p>
      <div class="copy">
        <code class="command">{line}</code>
        <button type="button" aria-label={copies} onClick={() => void copy(line, copies)}>
          {copied.value === line && <Mark name="ok" tone="good" />} {t('registration.copy')}
        </button>
      </div>
      <p role="status" class={copied.value === null ? 'bad' : 'soft'}>
        {copied.words}
      </p>
    </details>
  );
}
