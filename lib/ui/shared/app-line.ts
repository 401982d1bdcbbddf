import type { AppMark, AppResult, ProviderResult, RunRow } from '../../contract/status.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import { type Message, type MessageKey, message } from './words/message.ts';

/** What an app's line shows at a glance, and its words, in the order in which they happened. */
export type AppLook = { mark: MarkName; tone: Tone; words: Message[] };

const WORDS: Record<AppMark, MessageKey> = {
  'in-session': 'app.in_session',
  visited: 'app.visited',
  'not-reachable': 'app.not_reachable',
  cleared: 'app.cleared',
  'not-cleared': 'app.not_cleared',
  'not-allowed': 'app.not_allowed',
  reloaded: 'app.reloaded',
  closed: 'app.closed',
  'kept-open': 'app.kept_open',
};

const OPEN: readonly AppMark[] = ['not-cleared', 'not-allowed', 'kept-open'];

/**
 * Whether an app may still show the person's things in this browser. One that could not be told is left only where it
 * was not cleared either.
 */
export function isLeft({ marks }: AppResult): boolean {
  if (marks.some((mark) => OPEN.includes(mark))) return true;
  return marks.includes('not-reachable') && !marks.includes('cleared');
}

/** How an app's part in a sign-out is shown. */
export function lookOfApp(app: AppResult): AppLook {
  const words = app.marks.map((mark) => message(WORDS[mark]));
  if (isLeft(app)) return { mark: 'alert', tone: 'warn', words };
  const done = app.marks.includes('cleared') || app.marks.includes('visited');
  return done ? { mark: 'ok', tone: 'good', words } : { mark: 'out', tone: 'soft', words };
}

/** How the session at an identity provider is shown. */
export function lookOfProvider({ state }: ProviderResult): AppLook {
  if (state === 'closed') return { mark: 'ok', tone: 'good', words: [message('provider.closed')] };
  if (state === 'open') return { mark: 'alert', tone: 'warn', words: [message('provider.open')] };
  return { mark: 'unsure', tone: 'warn', words: [message('provider.unknown')] };
}

/** The names of what a sign-out has left, of rows whose SSO session has ended. */
export function leftBehind(rows: RunRow[]): string[] {
  const names = rows.flatMap(({ apps = [], providers = [] }) => [
    ...apps.filter(isLeft).map(({ name }) => name),
    ...providers.filter(({ state }) => state === 'open').map(({ name }) => name),
  ]);
  return [...new Set(names)];
}
