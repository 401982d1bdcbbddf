import type { JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { RunRow } from '../../contract/status.ts';
import type { Act } from '../popup/realm-line.ts';
import type { Acts } from '../shared/acts.ts';
import { AppResults } from '../shared/app-results.tsx';
import { ownOf } from '../shared/own-of.ts';
import { RealmRow } from '../shared/realm-row.tsx';
import { formatSeconds } from '../shared/words/format.ts';
import { render, t, textLocale } from '../shared/words/text.ts';
import { AppChoice } from './app-choice.tsx';
import type { AppRights } from './rights.ts';
import { actsOfRow, failureOfRow, lookOfRow, resultOf } from './row-line.ts';

type ResultRowProps = {
  backend: Backend;
  row: RunRow;
  acts: Acts;
  /** Where it can be chosen what becomes of apps. */
  rights?: AppRights;
  /** What its buttons do, where they are not all that can be done. */
  possible?: Act[];
};

/** One realm's place in a sign-out: what it is doing, then what it came to. */
export function ResultRow({
  backend,
  row,
  acts,
  rights,
  possible = actsOfRow(row),
}: ResultRowProps): JSX.Element {
  const { label, issuer, realmId, tookMs, step } = row;
  const { line, ...look } = lookOfRow(row, textLocale());
  const result = resultOf(row);
  const working = step !== undefined;
  return (
    <RealmRow
      issuer={issuer}
      label={label}
      {...look}
      line={render(line)}
      acts={possible}
      onAct={(act) => acts.act(act, { id: realmId, issuer })}
      failure={failureOfRow(row) ?? ownOf(acts.refusals, realmId)}
      busy={working}
      data={result ? { 'data-result': result } : { 'data-state': 'working' }}
    >
      {tookMs !== undefined && possible.length === 0 && <Took ms={tookMs} />}
      <AppResults
        backend={backend}
        row={row}
        choiceFor={
          rights && ((app) => <AppChoice backend={backend} rights={rights} realmId={realmId} app={app} />)
        }
      />
    </RealmRow>
  );
}

function Took({ ms }: { ms: number }): JSX.Element {
  return <span class="took soft">{t('result.took', { seconds: formatSeconds(ms, textLocale()) })}</span>;
}
