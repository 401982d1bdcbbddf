import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Backend } from '../../contract/messages.ts';
import type { Run } from '../../contract/status.ts';
import type { Failure } from '../../errors/failure.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import { useActs } from '../shared/acts.ts';
import { settingNow, useTitle, useView } from '../shared/hooks.ts';
import { Logo, Mark } from '../shared/marks.tsx';
import { keyPart } from '../shared/words/message.ts';
import { render, t, textLocale } from '../shared/words/text.ts';
import { adviceOf, headlineOf, latestRun, type Outcome, outcomeOf, sublineOf } from './headline.ts';
import { ResultRow } from './result-row.tsx';
import { useRunId } from './run-id.ts';

const OUTCOMES: Record<Outcome, { name: MarkName; tone: Tone }> = {
  working: { name: 'busy', tone: 'soft' },
  'signed-out': { name: 'ok', tone: 'good' },
  'apps-left': { name: 'alert', tone: 'warn' },
  partly: { name: 'alert', tone: 'warn' },
  'not-verified': { name: 'unsure', tone: 'warn' },
  'not-signed-out': { name: 'alert', tone: 'bad' },
};

/** The page on which a sign-out ends: the whole truth as a headline, then each realm's result as it arrives. */
export function SignedOutPage({ backend }: { backend: Backend }): JSX.Element {
  const view = useView(backend);
  const { runId, failure } = useRunId(backend);
  const run = view && runId ? latestRun(view.runs, runId) : undefined;
  const settled = view !== null && runId !== undefined;
  return (
    <main class="page">
      {run && <Result backend={backend} run={run} />}
      {settled && !run && <Neutral failure={failure} />}
    </main>
  );
}

function Neutral({ failure }: { failure: Failure | undefined }): JSX.Element {
  useTitle(t('result.neutral_title'));
  return (
    <header>
      <Logo size={40} />
      <h1>{t('result.neutral_title')}</h1>
      <p>{t('result.neutral_text')}</p>
      {failure && <p class="soft">{t(`error.${keyPart(failure.code)}.what`)}</p>}
    </header>
  );
}

function Result({ backend, run }: { backend: Backend; run: Run }): JSX.Element {
  const acts = useActs(backend, (realmId) => backend.send('sign-out', { realmIds: [realmId] }));
  return (
    <>
      <Headline run={run} />
      <ul class="card" aria-label={t('result.list')}>
        {run.rows.map((row) => (
          <ResultRow key={row.realmId} backend={backend} row={row} acts={acts} />
        ))}
      </ul>
      <CloseButton />
    </>
  );
}

function Headline({ run }: { run: Run }): JSX.Element {
  const headline = render(headlineOf(run.rows, textLocale()));
  const advice = adviceOf(run.rows);
  useTitle(headline);
  return (
    <header>
      <Mark {...OUTCOMES[outcomeOf(run.rows)]} />
      <h1>{headline}</h1>
      {advice && <p>{render(advice)}</p>}
      <p class="soft">{render(sublineOf(run, settingNow()))}</p>
      <p class="unseen" role="status">
        {headline}
      </p>
    </header>
  );
}

function CloseButton(): JSX.Element {
  const [refused, setRefused] = useState(false);
  // Where closing works nobody reads on; browsers refuse it to a tab with a history.
  const close = () => {
    window.close();
    setRefused(true);
  };
  return (
    <footer class="row">
      <button type="button" onClick={close}>
        {t('result.close')}
      </button>
      <p role="status">{refused && t('result.close_by_hand')}</p>
    </footer>
  );
}
