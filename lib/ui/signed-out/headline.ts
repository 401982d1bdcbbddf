import type { Run, RunRow } from '../../contract/status.ts';
import type { Act } from '../popup/realm-line.ts';
import { leftBehind } from '../shared/app-line.ts';
import { formatNames, formatSeconds, formatTime, type Setting } from '../shared/words/format.ts';
import { type Message, message } from '../shared/words/message.ts';

/** How a whole sign-out stands. */
export type Outcome = 'working' | 'signed-out' | 'apps-left' | 'partly' | 'not-verified' | 'not-signed-out';

/** Above this many names a headline counts instead. */
const NAMES_IN_HEADLINE = 3;

/** Whether a row proves that its realm is signed out. */
export function isSignedOut({ result }: RunRow): boolean {
  return result === 'verified' || result === 'already-signed-out';
}

/**
 * How a sign-out stands: signed out only if every realm is proven to be, and no app is known to be left.
 * @param rows at least one.
 */
export function outcomeOf(rows: RunRow[]): Outcome {
  if (rows.some((row) => !row.result)) return 'working';
  if (rows.every(isSignedOut)) return leftBehind(rows).length > 0 ? 'apps-left' : 'signed-out';
  if (rows.some(isSignedOut)) return 'partly';
  return rows.every((row) => row.result === 'unverified') ? 'not-verified' : 'not-signed-out';
}

/** What can be done about one realm's row. */
export function actsOfRow({ result, step, failure }: RunRow): Act[] {
  if (!result) return step === 'waiting-for-person' ? ['show-tab'] : [];
  if (result === 'verified' || result === 'already-signed-out') return [];
  return failure?.code === 'access-missing' ? ['allow', 'try-again'] : ['try-again'];
}

/** The whole truth in one line. */
export function headlineOf(rows: RunRow[], locale: string): Message {
  const outcome = outcomeOf(rows);
  if (outcome === 'working') return message('result.working');
  if (outcome === 'signed-out') return message('result.signed_out');
  if (outcome === 'not-verified') return message('result.not_verified');
  if (outcome === 'not-signed-out') return message('result.not_signed_out');
  if (outcome === 'apps-left') return exceptFor(leftBehind(rows), 'apps', locale);
  const left = rows.filter((row) => !isSignedOut(row)).map((row) => row.label);
  return exceptFor(left, 'realms', locale);
}

function exceptFor(names: string[], what: 'realms' | 'apps', locale: string): Message {
  if (names.length <= NAMES_IN_HEADLINE)
    return message('result.except', { names: formatNames(names, locale) });
  const { length: count } = names;
  return what === 'apps'
    ? message('result.except_apps', { count })
    : message('result.except_count', { count });
}

/** What the person can do about it; null where there is nothing to do. */
export function adviceOf(rows: RunRow[]): Message | null {
  const outcome = outcomeOf(rows);
  if (outcome === 'signed-out') return null;
  if (outcome === 'apps-left') return message('result.advice_apps');
  if (outcome !== 'working') return message('result.advice');
  const waiting = rows.some((row) => !row.result && row.step === 'waiting-for-person');
  return waiting ? message('result.advice_waiting') : null;
}

/** How many realms, when and how long: the line below the headline. */
export function sublineOf({ rows, startedAt }: Run, setting: Setting): Message {
  const good = rows.filter(isSignedOut).length;
  const total = rows.length;
  if (outcomeOf(rows) === 'working') {
    return message('popup.progress', { done: rows.filter((row) => row.result).length, total });
  }
  const took = Math.max(...rows.map((row) => row.tookMs ?? 0));
  const time = formatTime(startedAt + took, setting);
  const seconds = formatSeconds(took, setting.locale);
  if (!good) return message('result.tried', { time, seconds });
  return message('result.checked', { good, count: total, time, seconds });
}

/**
 * A sign-out as it stands now: a realm that was tried again later shows its latest try.
 * @param runs newest first.
 * @returns undefined where the sign-out is not among them.
 */
export function latestRun(runs: Run[], id: string): Run | undefined {
  const at = runs.findIndex((run) => run.id === id);
  const run = runs[at];
  if (!run) return undefined;
  const candidates = runs.slice(0, at + 1);
  const latest = run.rows.flatMap(({ realmId }) => placesOf(candidates, realmId).slice(0, 1));
  return {
    id,
    startedAt: Math.max(run.startedAt, ...latest.map(({ startedAt }) => startedAt)),
    rows: latest.map(({ row }) => row),
  };
}

function placesOf(runs: Run[], realmId: string): { row: RunRow; startedAt: number }[] {
  return runs.flatMap(({ rows, startedAt }) => {
    const row = rows.find((one) => one.realmId === realmId);
    return row ? [{ row, startedAt }] : [];
  });
}
