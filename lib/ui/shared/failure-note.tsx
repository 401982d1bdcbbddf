import type { ComponentChildren, JSX } from 'preact';
import type { Failure } from '../../errors/failure.ts';
import type { Tone } from '../popup/realm-line.ts';
import { keyPart } from './words/message.ts';
import { t } from './words/text.ts';

type FailureNoteProps = { failure: Failure; tone: Tone; children?: ComponentChildren };

/** What went wrong, what to do about it, and the details for the admin one click away. */
export function FailureNote({ failure, tone, children }: FailureNoteProps): JSX.Element {
  const code = keyPart(failure.code);
  return (
    <div class="why" data-failure={failure.code}>
      <p>
        <span class={tone}>{t(`error.${code}.what`)}</span> {t(`error.${code}.remedy`)}
      </p>
      {children}
      {failure.details.length > 0 && <FailureDetails details={failure.details} />}
    </div>
  );
}

function FailureDetails({ details }: { details: string[] }): JSX.Element {
  return (
    <details>
      <summary>{t('failure.details')}</summary>
      <ul>
        {details.map((detail) => (
          <li key={detail}>
            <code>{detail}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
