import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ResultBackend } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import type { Headline } from '../../verdict/headline.ts';
import type { Acts } from '../shared/acts.ts';
import { settingNow, useKeptFocus, useTitle, useView } from '../shared/hooks.ts';
import { Logo, Mark } from '../shared/marks.tsx';
import { keyPart } from '../shared/words/message.ts';
import { render, t, textLocale } from '../shared/words/text.ts';
import { adviceOf, headlineOfRun, markOf, sublineOf, wordsOf } from './headline.ts';
import { latestRun, type RunNow } from './latest-run.ts';
import { type Groups, groupsOf } from './left.ts';
import { useLeftActs } from './left-acts.ts';
import { LeftPart } from './left-part.tsx';
import { remedyOf } from './remedy.ts';
import { ResultRow } from './result-row.tsx';
import { type AppRights, rightsIn } from './rights.ts';
import { useRunId } from './run-id.ts';

/** The page on which a sign-out ends: the whole truth as a headline, then each realm's result as it arrives. */
export function SignedOutPage({ backend }: { backend: ResultBackend }): JSX.Element {
  const view = useView(backend);
  const { runId, failure } = useRunId(backend);
  const run = view && runId ? latestRun(view.runs, runId) : undefined;
  const settled = view !== null && runId !== undefined;
  const headline = run && headlineOfRun(run);
  return (
    <main class="page" data-headline={headline?.kind}>
      {view && run && headline && (
        <RunResult backend={backend} rights={rightsIn(backend, view)} run={run} headline={headline} />
      )}
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

type ResultProps = { backend: ResultBackend; rights: AppRights; run: RunNow; headline: Headline };

function RunResult({ backend, rights, run, headline }: ResultProps): JSX.Element {
  const acts = useLeftActs(backend);
  const [stays, setStays] = useState(false);
  const groups = groupsOf(run);
  const remedy = remedyOf(headline, groups, textLocale(), rights);
  const words = render(wordsOf(headline, textLocale()));
  // Where closing works nobody reads on; browsers refuse it to a tab with a history.
  const close = () => {
    window.close();
    setStays(true);
  };
  return (
    <>
      <Top backend={backend} run={run} headline={headline} words={words} />
      {isSplit(groups) && <LeftPart backend={backend} groups={groups} remedy={remedy} acts={acts} />}
      {groups.rest.length > 0 && <Rest backend={backend} rights={rights} groups={groups} acts={acts} />}
      <Foot stays={stays} onClose={close} />
      <p class="unseen" role="status">
        {stays ? t('result.close_by_hand') : words}
      </p>
    </>
  );
}

function isSplit({ left, beside }: Groups): boolean {
  return left.length + beside.length > 0;
}

type TopProps = { backend: ResultBackend; run: RunNow; headline: Headline; words: string };

function Top({ backend, run, headline, words }: TopProps): JSX.Element {
  const advice = adviceOf(headline, run.rows);
  // A row that goes to its place among the proven ones takes the focus with it.
  const title = useKeptFocus<HTMLHeadingElement>();
  useTitle(words);
  return (
    <header>
      <Mark {...markOf(headline)} />
      <h1 ref={title} tabIndex={-1}>
        {words}
      </h1>
      {advice && <p>{render(advice)}</p>}
      <p class="soft">{render(sublineOf(run, settingNow()))}</p>
      {backend.outsideContainersOnly && <p class="soft">{t('popup.containers')}</p>}
    </header>
  );
}

type RestProps = { backend: ResultBackend; rights: AppRights; groups: Groups; acts: Acts };

/** What is proven; everything, as long as nothing is left. */
function Rest({ backend, rights, groups, acts }: RestProps): JSX.Element {
  return (
    <section class="part">
      {isSplit(groups) && <h2>{t('result.proven')}</h2>}
      <ul class="card" aria-label={t('result.list')}>
        {groups.rest.map((row) => (
          <ResultRow key={row.realmId} backend={backend} rights={rights} row={row} acts={acts} />
        ))}
      </ul>
    </section>
  );
}

function Foot({ stays, onClose }: { stays: boolean; onClose: () => void }): JSX.Element {
  return (
    <footer class="row">
      <button type="button" onClick={onClose}>
        {t('result.close')}
      </button>
      {stays && <p>{t('result.close_by_hand')}</p>}
    </footer>
  );
}
