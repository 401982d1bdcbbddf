import type { JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { RunRow, SignOutResult } from '../../contract/status.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import type { Acts } from '../shared/acts.ts';
import { AppResults } from '../shared/app-results.tsx';
import { ownOf } from '../shared/own-of.ts';
import { RealmRow } from '../shared/realm-row.tsx';
import { formatSeconds } from '../shared/words/format.ts';
import { keyPart } from '../shared/words/message.ts';
import { t, textLocale } from '../shared/words/text.ts';
import { actsOfRow } from './headline.ts';

const RESULTS: Record<SignOutResult, { mark: MarkName; tone: Tone }> = {
  verified: { mark: 'ok', tone: 'soft' },
  'already-signed-out': { mark: 'out', tone: 'soft' },
  unverified: { mark: 'unsure', tone: 'warn' },
  failed: { mark: 'alert', tone: 'bad' },
};

/** One realm's place in a sign-out: what it is doing, then how it ended. */
export function ResultRow({
  backend,
  row,
  acts,
}: {
  backend: Backend;
  row: RunRow;
  acts: Acts;
}): JSX.Element {
  const { result, label, issuer, realmId, tookMs } = row;
  const { mark, tone } = result ? RESULTS[result] : ({ mark: 'busy', tone: 'soft' } as const);
  const possible = actsOfRow(row);
  return (
    <RealmRow
      issuer={issuer}
      label={label}
      mark={mark}
      tone={tone}
      line={result ? t(`result_row.${keyPart(result)}`) : t(`step.${keyPart(row.step ?? 'adopting')}`)}
      acts={possible}
      onAct={(act) => acts.act(act, { id: realmId, issuer })}
      failure={row.failure ?? ownOf(acts.refusals, realmId)}
      busy={!result}
      steady={!result}
      data={result ? { 'data-result': result } : { 'data-state': 'working' }}
    >
      {tookMs !== undefined && possible.length === 0 && <Took ms={tookMs} />}
      <AppResults backend={backend} row={row} />
    </RealmRow>
  );
}

function Took({ ms }: { ms: number }): JSX.Element {
  return <span class="took soft">{t('result.took', { seconds: formatSeconds(ms, textLocale()) })}</span>;
}
