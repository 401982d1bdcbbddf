import type { RealmStatus } from '../../contract/status.ts';
import { traitsOf } from '../../errors/failure.ts';
import type { RealmVerdict } from '../../verdict/judge.ts';
import { formatSeconds, formatTime, type Setting } from '../shared/words/format.ts';
import { keyPart, type Message, message } from '../shared/words/message.ts';

/** What a person can do to one realm; `try-again` signs out again, `allow` lets the extension talk to its server. */
export type Act = 'sign-in' | 'sign-out' | 'try-again' | 'show-tab' | 'allow';

/** The shapes that stand before a row; each differs from the others without colour. */
export type MarkName = 'in' | 'out' | 'ok' | 'done' | 'alert' | 'unsure' | 'unknown' | 'busy';

/** How a row's words are coloured. */
export type Tone = 'soft' | 'good' | 'warn' | 'bad';

/** A row at a glance. */
export type RowLook = { mark: MarkName; tone: Tone; line: Message };

/** What a row is about: its state, told apart further by what the last sign-out came to. */
export type RowKind =
  | 'working'
  | 'signed-in'
  | 'signed-out'
  | 'verified'
  | 'nothing'
  | 'not-proven'
  | 'may-remain'
  | 'somebody'
  | 'again'
  | 'failed'
  | 'unknown';

/**
 * Sorts a realm's status by what the person has to be told. A verdict that says "out" counts only while the state says so too:
 * a look may have found somebody since.
 */
export function kindOf({ state, verdict, userName }: RealmStatus): RowKind {
  if (state === 'working' || state === 'signed-in') return state;
  if (verdict === 'not-proven') return verdict;
  if (state === 'signed-out') return outKindOf(verdict);
  if (state === 'unknown') return state;
  if (verdict === 'somebody' || verdict === 'again') return verdict;
  return verdict || userName ? 'may-remain' : state;
}

function outKindOf(verdict: RealmVerdict | undefined): RowKind {
  if (verdict === 'signed-out') return 'verified';
  return verdict === 'nothing' ? verdict : 'signed-out';
}

/** The mark, tone and words of a realm's row in the popup. */
export function lookOf(status: RealmStatus, setting: Setting): RowLook {
  const kind = kindOf(status);
  const [mark, tone] = LOOKS[kind];
  return { mark, tone, line: lineOf(kind, status, setting) };
}

/**
 * What can be done to a realm, in the order of its buttons. A realm whose state is not known can be signed out of,
 * because a sign-out asks the OP first.
 */
export function actsOf(status: RealmStatus): Act[] {
  if (status.state === 'working') return status.step === 'waiting-for-person' ? ['show-tab'] : [];
  if (status.state === 'signed-in') return ['sign-out'];
  if (status.state === 'signed-out') return ['sign-in'];
  const end: Act = status.verdict ? 'try-again' : 'sign-out';
  if (status.failure && traitsOf(status.failure.code).allow) return ['allow', end];
  return LEFT.includes(kindOf(status)) ? [end] : ['sign-in', end];
}

/** Kinds in which somebody is or may be signed in: there is nothing to sign in to. */
const LEFT: readonly RowKind[] = ['may-remain', 'somebody', 'again'];

const LOOKS: Record<RowKind, [MarkName, Tone]> = {
  working: ['busy', 'soft'],
  'signed-in': ['in', 'soft'],
  'signed-out': ['out', 'soft'],
  verified: ['ok', 'good'],
  nothing: ['out', 'soft'],
  'not-proven': ['unsure', 'warn'],
  'may-remain': ['alert', 'bad'],
  somebody: ['alert', 'bad'],
  again: ['alert', 'bad'],
  failed: ['alert', 'bad'],
  unknown: ['unknown', 'soft'],
};

function lineOf(kind: RowKind, status: RealmStatus, setting: Setting): Message {
  const { step = 'adopting', tookMs, userName, failure } = status;
  if (kind === 'working') return message(`step.${keyPart(step)}`);
  if (failure?.code === 'somebody-unnamed' && (kind === 'signed-in' || kind === 'somebody'))
    return message('row.unnamed');
  if (kind === 'signed-in') return personLine(status, setting);
  if (kind === 'verified' && tookMs !== undefined)
    return message('row.verified_in', { seconds: formatSeconds(tookMs, setting.locale) });
  if (kind === 'may-remain' && userName) return message('row.user_may_remain', { user: userName });
  return { key: `row.${keyPart(kind === 'failed' ? 'unknown' : kind)}` };
}

function personLine({ userName, since }: RealmStatus, setting: Setting): Message {
  if (!userName) return message('row.signed_in');
  if (since === undefined) return message('row.user', { user: userName });
  return message('row.user_since', { user: userName, time: formatTime(since, setting) });
}
