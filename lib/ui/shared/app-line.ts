import type { Failure, FailureCode } from '../../errors/failure.ts';
import type { AppStanding, AppVerdict, ProviderVerdict } from '../../verdict/beside.ts';
import type { AppState } from '../../verdict/facts.ts';
import type { DevicesVerdict, Verdict } from '../../verdict/judge.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import { formatNames } from './words/format.ts';
import { type Message, type MessageKey, message } from './words/message.ts';

/** What a line below a realm shows at a glance, and its words, in the order in which they happened. */
export type LineLook = { mark: MarkName; tone: Tone; words: Message[] };

const STANDINGS: Record<AppStanding, { mark: MarkName; tone: Tone }> = {
  out: { mark: 'ok', tone: 'good' },
  cleared: { mark: 'done', tone: 'good' },
  unknown: { mark: 'unsure', tone: 'warn' },
  open: { mark: 'alert', tone: 'warn' },
};

const WORDS: Record<Exclude<AppState, 'not-told' | 'left-over'>, MessageKey> = {
  'in-session': 'app.in_session',
  told: 'app.told',
  cleared: 'app.cleared',
  'not-cleared': 'app.not_cleared',
  'not-allowed': 'app.not_allowed',
  reloaded: 'app.reloaded',
  closed: 'app.closed',
  'kept-open': 'app.kept_open',
  unsettled: 'app.unsettled',
  acts: 'app.acts',
  out: 'app.out',
  in: 'app.in',
  'does-not-tell': 'app.does_not_tell',
};

/** Why an app was not told, in few words. */
const WHY: Partial<Record<FailureCode, MessageKey>> = {
  'app-unreachable': 'app.why_unreachable',
  'app-error': 'app.why_error',
  'app-page-unread': 'app.why_page_unread',
  'timed-out': 'app.why_timed_out',
};

/** What alone says nothing of how an app stands. */
const HEARSAY: readonly AppState[] = ['in-session', 'told', 'not-told'];

/**
 * How an app's part in a sign-out is shown. One of which there is nothing but hearsay gets it said that nobody has asked: to be told
 * is not to be out.
 * @param locale for lists of names.
 * @param atWork whether more is to come: what is not known yet is no warning.
 */
export function lookOfApp({ marks, state, cause }: AppVerdict, locale: string, atWork: boolean): LineLook {
  const words = marks.map((mark) => wordsOf(mark, cause, locale));
  if (atWork && state === 'unknown') return { mark: 'unknown', tone: 'soft', words };
  if (marks.every((mark) => HEARSAY.includes(mark))) words.push(message('app.not_asked'));
  return { ...STANDINGS[state], words };
}

function wordsOf(mark: AppState, cause: Failure | undefined, locale: string): Message {
  if (mark === 'not-told') return notTold(cause);
  if (mark === 'left-over') return leftOver(cause, locale);
  return { key: WORDS[mark] };
}

/** An app has one cause, which may be another mark's. */
function notTold(cause: Failure | undefined): Message {
  const [host] = cause?.details ?? [];
  if (cause?.code === 'app-unseen' && host) return message('app.told_unseen', { host });
  const why = cause && WHY[cause.code];
  return why ? message('app.not_told_why', { why: { key: why } }) : message('app.not_told');
}

function leftOver(cause: Failure | undefined, locale: string): Message {
  if (cause?.code !== 'app-cookies-left') return message('app.left_over');
  return message('app.cookies_left', { domains: formatNames(cause.details, locale) });
}

/** What there is to show beside a realm that is at work: only what is known for good. */
export function soFar(verdict: Verdict): Verdict {
  const { devices, ...rest } = verdict;
  const providers = verdict.providers.filter(({ is }) => is !== 'unknown');
  return { ...rest, providers, ...(devices?.ended && { devices }) };
}

/** How apps are shown that a realm does not tell of. */
export const LOOK_OF_UNTOLD: LineLook = { mark: 'unsure', tone: 'warn', words: [{ key: 'app.untold' }] };

/** How an identity provider is shown. */
export function lookOfProvider({ is }: ProviderVerdict): LineLook {
  if (is === 'out') return { mark: 'ok', tone: 'good', words: [message('provider.out')] };
  if (is === 'in') return { mark: 'alert', tone: 'warn', words: [message('provider.in')] };
  return { mark: 'unsure', tone: 'warn', words: [message('provider.unknown')] };
}

/** How the person's other devices are shown: their line is a sentence of its own. */
export function lookOfDevices({ ended, count }: DevicesVerdict): LineLook {
  if (ended) return { mark: 'ok', tone: 'good', words: [message('devices.ended', { count })] };
  if (count === 0) return { mark: 'unsure', tone: 'warn', words: [message('devices.unknown')] };
  return { mark: 'alert', tone: 'warn', words: [message('devices.left', { count })] };
}
