import type { JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { RunRow } from '../../contract/status.ts';
import { ALL } from '../shared/acts.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { render, t } from '../shared/words/text.ts';
import { DoingControl } from './doing-control.tsx';
import { type Groups, keyOf } from './left.ts';
import type { LeftActs } from './left-acts.ts';
import { LeftItem } from './left-item.tsx';
import type { Doing, Remedy } from './remedy.ts';
import { ResultRow } from './result-row.tsx';
import { actsOfRow } from './row-line.ts';

type LeftPartProps = { backend: Backend; groups: Groups; remedy: Remedy | null; acts: LeftActs };

/** What is left, with why, and in the same frame the one thing to do about it. */
export function LeftPart({ backend, groups, remedy, acts }: LeftPartProps): JSX.Element {
  const has = (what: Doing['do']) => remedy?.doings.some((doing) => doing.do === what) ?? false;
  return (
    <section class="part" aria-labelledby="left">
      <h2 id="left">{t('result.left')}</h2>
      <div class="card">
        <ul>
          {groups.left.map((row) => (
            <ResultRow
              key={row.realmId}
              backend={backend}
              row={has('end-page') ? withoutPages(row) : row}
              acts={acts}
              possible={has('act') ? [] : actsOfRow(row)}
            />
          ))}
          {groups.beside.map((left) => (
            <LeftItem
              key={keyOf(left)}
              backend={backend}
              left={left}
              linked={!has('end-page') && !has('sessions')}
            />
          ))}
        </ul>
        {remedy && <RemedyFrame remedy={remedy} acts={acts} />}
      </div>
    </section>
  );
}

/** Each of its identity providers' pages is linked once, in the remedy. */
function withoutPages(row: RunRow): RunRow {
  const providers = row.verdict.providers.map(({ endPage: _, ...provider }) => provider);
  return { ...row, verdict: { ...row.verdict, providers } };
}

function RemedyFrame({ remedy, acts }: { remedy: Remedy; acts: LeftActs }): JSX.Element {
  const { words, doings } = remedy;
  const refused = acts.refusals[ALL];
  return (
    <div class="remedy">
      {doings.length > 0 && (
        <div class="row">
          {doings.map((doing, at) => (
            <DoingControl key={at} doing={doing} acts={acts} primary={at === 0} />
          ))}
        </div>
      )}
      <p class="soft">{render(words)}</p>
      {refused && <FailureNote failure={refused} tone="bad" />}
    </div>
  );
}
