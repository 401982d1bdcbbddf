import type { RunRow } from '../../contract/status.ts';
import { type Failure, traitsOf } from '../../errors/failure.ts';
import { isOut, type RealmVerdict } from '../../verdict/judge.ts';
import type { Act, MarkName, RowLook, Tone } from '../popup/realm-line.ts';
import { formatNames } from '../shared/words/format.ts';
import { keyPart, type Message, message } from '../shared/words/message.ts';

/** What a row comes to, in the words that its `data-result` has always had; undefined while it is at work. */
export type RowResult = 'verified' | 'already-signed-out' | 'unverified' | 'failed';

const RESULTS: Record<RealmVerdict, RowResult> = {
  'signed-out': 'verified',
  nothing: 'already-signed-out',
  'not-proven': 'unverified',
  'may-remain': 'failed',
  somebody: 'failed',
  again: 'failed',
};

const LOOKS: Record<RowResult, { mark: MarkName; tone: Tone }> = {
  verified: { mark: 'ok', tone: 'soft' },
  'already-signed-out': { mark: 'out', tone: 'soft' },
  unverified: { mark: 'unsure', tone: 'warn' },
  failed: { mark: 'alert', tone: 'bad' },
};

/** What a row comes to, for tests and scripts. */
export function resultOf({ step, verdict }: RunRow): RowResult | undefined {
  return step ? undefined : RESULTS[verdict.is];
}

/**
 * The mark, tone and words of a realm's row on the signed-out page.
 * @param locale for lists of names.
 */
export function lookOfRow(row: RunRow, locale: string): RowLook {
  if (row.step) return { mark: 'busy', tone: 'soft', line: message(`step.${keyPart(row.step)}`) };
  return { ...LOOKS[RESULTS[row.verdict.is]], line: lineOf(row, locale) };
}

function lineOf({ label, verdict: { is, failure } }: RunRow, locale: string): Message {
  if (is === 'somebody')
    return failure?.code === 'somebody-unnamed'
      ? message('result_row.unnamed', { label })
      : message('result_row.somebody', { label });
  if (is !== 'again') return message(`result_row.${keyPart(is)}`);
  const through = failure?.details ?? [];
  if (through.length === 0) return message('result_row.again', { label });
  return message('result_row.again_through', { label, providers: formatNames(through, locale) });
}

/** What a row explains below its words; where the realm signed in again, these and the remedy say all there is. */
export function failureOfRow({ step, verdict: { is, failure } }: RunRow): Failure | undefined {
  return step || is === 'again' ? undefined : failure;
}

/** What can be done about one realm's row, in the order of its buttons. */
export function actsOfRow({ step, verdict: { is, failure } }: RunRow): Act[] {
  if (step) return step === 'waiting-for-person' ? ['show-tab'] : [];
  if (isOut(is)) return [];
  return failure && traitsOf(failure.code).allow ? ['allow', 'try-again'] : ['try-again'];
}
