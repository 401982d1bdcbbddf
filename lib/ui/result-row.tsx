import type { JSX } from 'preact';
import type { Backend } from '../model/messages.ts';
import type { RunRow, SignOutResult } from '../model/status.ts';
import type { Acts } from './acts.ts';
import { AppResults } from './app-results.tsx';
import { formatSeconds } from './format.ts';
import { actsOfRow } from './headline.ts';
import { keyPart } from './message.ts';
import type { MarkName, Tone } from './realm-line.ts';
import { RealmRow } from './realm-row.tsx';
import { say, textLocale } from './text.ts';

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
      line={result ? say(`result_row.${keyPart(result)}`) : say(`step.${keyPart(row.step ?? 'adopting')}`)}
      acts={possible}
      onAct={(act) => acts.act(act, { id: realmId, issuer })}
      failure={row.failure ?? acts.refusals[realmId]}
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
  return <span class="took soft">{say('result.took', { seconds: formatSeconds(ms, textLocale()) })}</span>;
}
