import type { RealmStatus } from '../../contract/status.ts';
import { formatSeconds, formatTime, type Setting } from '../shared/words/format.ts';
import { keyPart, type Message, message } from '../shared/words/message.ts';

/** What a person can do to one realm; `try-again` signs out again, `allow` lets the extension talk to its server. */
export type Act = 'sign-in' | 'sign-out' | 'try-again' | 'show-tab' | 'allow';

/** The shapes that stand before a row; each differs from the others without colour. */
export type MarkName = 'in' | 'out' | 'ok' | 'alert' | 'unsure' | 'unknown' | 'busy';

/** How a row's words are coloured. */
export type Tone = 'soft' | 'good' | 'warn' | 'bad';

/** A row at a glance. */
export type RowLook = { mark: MarkName; tone: Tone; line: Message };

/** What a row is about: its state, told apart further by how the last sign-out ended. */
export type RowKind =
  | 'working'
  | 'signed-in'
  | 'signed-out'
  | 'verified'
  | 'already-signed-out'
  | 'unverified'
  | 'may-remain'
  | 'failed'
  | 'unknown';

/** Sorts a realm's status by what the person has to be told. */
export function kindOf({ state, result, userName }: RealmStatus): RowKind {
  if (state === 'working' || state === 'signed-in') return state;
  if (result === 'unverified') return 'unverified';
  if (state === 'signed-out') return result && result !== 'failed' ? result : 'signed-out';
  return state === 'failed' && (result || userName) ? 'may-remain' : state;
}

/** The mark, tone and words of a realm's row in the popup. */
export function lookOf(status: RealmStatus, setting: Setting): RowLook {
  const kind = kindOf(status);
  return { ...LOOKS[kind], line: lineOf(kind, status, setting) };
}

/**
 * What can be done to a realm, in the order of its buttons. A realm whose state is not known can be signed out of,
 * because a sign-out asks the OP first.
 */
export function actsOf(status: RealmStatus): Act[] {
  if (status.state === 'working') return status.step === 'waiting-for-person' ? ['show-tab'] : [];
  if (status.state === 'signed-in') return ['sign-out'];
  if (status.state === 'signed-out') return ['sign-in'];
  const end: Act = status.result ? 'try-again' : 'sign-out';
  if (status.failure?.code === 'access-missing') return ['allow', end];
  return kindOf(status) === 'may-remain' ? [end] : ['sign-in', end];
}

const LOOKS: Record<RowKind, { mark: MarkName; tone: Tone }> = {
  working: { mark: 'busy', tone: 'soft' },
  'signed-in': { mark: 'in', tone: 'soft' },
  'signed-out': { mark: 'out', tone: 'soft' },
  verified: { mark: 'ok', tone: 'good' },
  'already-signed-out': { mark: 'out', tone: 'soft' },
  unverified: { mark: 'unsure', tone: 'warn' },
  'may-remain': { mark: 'alert', tone: 'bad' },
  failed: { mark: 'alert', tone: 'bad' },
  unknown: { mark: 'unknown', tone: 'soft' },
};

function lineOf(kind: RowKind, status: RealmStatus, setting: Setting): Message {
  if (kind === 'working') return message(`step.${keyPart(status.step ?? 'adopting')}`);
  if (kind === 'signed-in') return personLine(status, setting);
  if (kind === 'verified' && status.tookMs !== undefined) {
    return message('row.verified_in', { seconds: formatSeconds(status.tookMs, setting.locale) });
  }
  if (kind === 'may-remain' && status.userName)
    return message('row.user_may_remain', { user: status.userName });
  return message(`row.${keyPart(kind === 'failed' ? 'unknown' : kind)}`);
}

function personLine({ userName, since }: RealmStatus, setting: Setting): Message {
  if (!userName) return message('row.signed_in');
  if (since === undefined) return message('row.user', { user: userName });
  return message('row.user_since', { user: userName, time: formatTime(since, setting) });
}
