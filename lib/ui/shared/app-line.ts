import type { Failure } from '../../errors/failure.ts';
import type {
  AppStanding,
  AppVerdict,
  BesideVerdict,
  DevicesVerdict,
  ProviderVerdict,
} from '../../verdict/beside.ts';
import type { AppState } from '../../verdict/facts.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import { formatNames } from './words/format.ts';
import { keyPart, type Message, message } from './words/message.ts';

/** What a line below a realm shows at a glance, and its words, in the order in which they happened. */
export type LineLook = { mark: MarkName; tone: Tone; words: Message[] };

const STANDINGS: Record<AppStanding, [MarkName, Tone]> = {
  out: ['ok', 'good'],
  cleared: ['done', 'good'],
  unknown: ['unsure', 'warn'],
  open: ['alert', 'warn'],
};

/** Why an app was not told or asked, as far as there are few words for it. */
const WHYS = ['app-unreachable', 'app-error', 'app-page-unread', 'timed-out'] as const;

/** What alone says nothing of how an app stands. */
const HEARSAY: readonly AppState[] = ['in-session', 'told', 'not-told', 'ended'];

/**
 * How an app's part in a sign-out is shown. One of which there is nothing but hearsay gets it said that nobody has asked: to be told
 * is not to be out.
 * @param locale for lists of names.
 * @param atWork whether more is to come: what is not known yet is no warning.
 */
export function lookOfApp({ marks, state, cause }: AppVerdict, locale: string, atWork: boolean): LineLook {
  // Nothing is left of one that was cleared, whatever its server does not tell.
  const said = marks.filter((mark) => state !== 'cleared' || mark !== 'does-not-tell');
  const words = said.map((mark) => wordsOf(mark, { marks, cause, locale }));
  if (atWork && state === 'unknown') return { mark: 'unknown', tone: 'soft', words };
  if (marks.every((mark) => HEARSAY.includes(mark))) words.push(message('app.not_asked'));
  const [mark, tone] = STANDINGS[state];
  return { mark, tone, words };
}

type Known = { marks: readonly AppState[]; cause: Failure | undefined; locale: string };

function wordsOf(mark: AppState, { marks, cause, locale }: Known): Message {
  if (mark === 'not-told') return notTold(cause);
  if (mark === 'left-over') return leftOver(cause, locale);
  if (mark === 'out') return message(marks.length > 1 ? 'app.out_after' : 'app.out');
  if (mark === 'does-not-tell') return doesNotTell(marks.includes('not-told') ? undefined : cause);
  return { key: `app.${keyPart(mark)}` };
}

function doesNotTell(cause: Failure | undefined): Message {
  const why = whyOf(cause);
  return why ? message('app.no_answer_why', { why }) : message('app.does_not_tell');
}

function whyOf(cause: Failure | undefined): Message | undefined {
  const code = WHYS.find((one) => one === cause?.code);
  return code && { key: `app.why_${keyPart(code)}` };
}

/** An app has one cause, which may be another mark's. */
function notTold(cause: Failure | undefined): Message {
  const [host] = cause?.details ?? [];
  if (cause?.code === 'app-unseen' && host) return message('app.told_unseen', { host });
  const why = whyOf(cause);
  return why ? message('app.not_told_why', { why }) : message('app.not_told');
}

function leftOver(cause: Failure | undefined, locale: string): Message {
  if (cause?.code !== 'app-cookies-left') return message('app.left_over');
  return message('app.cookies_left', { domains: formatNames(cause.details, locale) });
}

/** What there is to show beside a realm that is at work: only what is known for good. */
export function soFar(verdict: BesideVerdict): BesideVerdict {
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
