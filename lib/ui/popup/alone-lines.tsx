import type { JSX } from 'preact';
import type { AppAlone, AppOfRealm } from '../../contract/status.ts';
import { Line } from '../shared/app-results.tsx';
import { FailureNote } from '../shared/failure-note.tsx';
import { t, textLocale } from '../shared/words/text.ts';
import { linesOfAlone } from './alone-line.ts';

/** Signs out of an app of one realm alone; `discards` where unsaved input in its tabs is to go too. */
export type LeaveApp = (app: AppOfRealm, discards?: boolean) => void;

type AloneLinesProps = { label: string; alone: AppAlone; onLeave: LeaveApp };

/** What came of signing out of one app of a realm alone. */
export function AloneLines({ label, alone, onLeave }: AloneLinesProps): JSX.Element {
  const { app, verdict } = alone;
  return (
    <>
      <ul class="apps">
        {linesOfAlone(alone, label, textLocale()).map(({ name, look, place }) => (
          <Line
            key={place?.key}
            look={look}
            name={name}
            data={{ 'data-alone': place?.marks.join(' ') ?? '' }}
          >
            {place?.marks.includes('kept-open') && (
              <button type="button" onClick={() => onLeave(app, true)}>
                {t('app.finish', { name })}
              </button>
            )}
          </Line>
        ))}
      </ul>
      {verdict?.failure && <FailureNote failure={verdict.failure} tone="warn" />}
    </>
  );
}
