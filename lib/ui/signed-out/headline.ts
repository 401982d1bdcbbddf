import type { Run, RunRow } from '../../contract/status.ts';
import { type AppVerdict, isAppDone } from '../../verdict/beside.ts';
import { type Headline, type HeadlineKind, headlineOf } from '../../verdict/headline.ts';
import { isOut } from '../../verdict/judge.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import { formatNames, formatSeconds, formatTime, type Setting } from '../shared/words/format.ts';
import { type Message, message } from '../shared/words/message.ts';

/** Above this many names a headline counts instead. */
const NAMES_IN_HEADLINE = 3;

/** What a sign-out comes to by the judge's word; a row that is at work has no verdict yet. */
export function headlineOfRun({ rows, scope }: Pick<Run, 'rows' | 'scope'>): Headline {
  return headlineOf(rows, { scope });
}

/** The whole truth in one line. */
export function wordsOf(headline: Headline, locale: string): Message {
  const { kind, names, count, all, open } = headline;
  const few = count <= NAMES_IN_HEADLINE ? formatNames(names, locale) : null;
  if (kind === 'apps' && count === 0) return message('result.apps_untold');
  if (kind === 'apps')
    return open ? message('result.apps_open', { count }) : message('result.apps', { count });
  if (kind === 'provider')
    return few ? message('result.provider', { names: few }) : message('result.providers', { count });
  if (kind === 'signed-out-of')
    return few
      ? message('result.signed_out_of', { names: few })
      : message('result.signed_out_of_count', { count });
  if (kind === 'somebody' || kind === 'again' || kind === 'not-proven')
    return all ? leftWords(headline, few) : exceptFor(headline, few);
  return message(PLAIN[kind]);
}

const PLAIN = {
  working: 'result.working',
  devices: 'result.devices',
  'signed-out': 'result.signed_out',
  nothing: 'result.nothing',
} as const;

function leftWords({ kind, count }: Headline, few: string | null): Message {
  if (kind === 'somebody') return message('result.somebody');
  if (kind === 'not-proven') return message('result.not_proven');
  if (!few) return message('result.again_count', { count });
  return count === 1
    ? message('result.again', { names: few })
    : message('result.again_several', { names: few });
}

function exceptFor({ count }: Headline, few: string | null): Message {
  return few ? message('result.except', { names: few }) : message('result.except_count', { count });
}

/** The mark of a headline; the green check is for the two that say that nothing is left. */
export function markOf({ kind, all }: Headline): { name: MarkName; tone: Tone } {
  const mark = MARKS[kind];
  return kind === 'somebody' && all ? { ...mark, tone: 'bad' } : mark;
}

const MARKS: Record<HeadlineKind, { name: MarkName; tone: Tone }> = {
  working: { name: 'busy', tone: 'soft' },
  somebody: { name: 'alert', tone: 'warn' },
  again: { name: 'alert', tone: 'warn' },
  'not-proven': { name: 'unsure', tone: 'warn' },
  provider: { name: 'alert', tone: 'warn' },
  apps: { name: 'alert', tone: 'warn' },
  devices: { name: 'alert', tone: 'warn' },
  'signed-out-of': { name: 'ok', tone: 'good' },
  'signed-out': { name: 'ok', tone: 'good' },
  nothing: { name: 'out', tone: 'soft' },
};

/** What a headline means for the person; null where it says all. */
export function adviceOf({ kind }: Headline, rows: readonly RunRow[]): Message | null {
  if (kind === 'working') {
    const waits = rows.some(({ step }) => step === 'waiting-for-person');
    return waits ? message('result.advice_waiting') : null;
  }
  const key = ADVICE[kind];
  return key ? message(key) : null;
}

const ADVICE = {
  somebody: 'result.advice_somebody',
  again: 'result.advice_again',
  'not-proven': 'result.advice_not_proven',
  provider: 'result.advice_provider',
  apps: 'result.advice_apps',
  devices: 'result.advice_devices',
  'signed-out-of': 'result.advice_signed_out_of',
  'signed-out': null,
  nothing: null,
} as const;

/** How many realms, when and how long: the line below the headline. */
export function sublineOf({ rows, startedAt }: Pick<Run, 'rows' | 'startedAt'>, setting: Setting): Message {
  const total = rows.length;
  const done = rows.filter(({ step }) => !step).length;
  if (done < total) return message('popup.progress', { done, total });
  const took = Math.max(...rows.map(({ tookMs }) => tookMs ?? 0));
  const time = formatTime(startedAt + took, setting);
  const seconds = formatSeconds(took, setting.locale);
  const good = rows.filter(({ verdict }) => isOut(verdict.is)).length;
  if (!good) return message('result.tried', { time, seconds });
  const apps = rows.flatMap(({ verdict }) => verdict.apps);
  if (!apps.some(isAsked)) return message('result.checked', { good, count: total, time, seconds });
  return message('result.checked_apps', {
    realms: message('result.of_realms', { good, count: total }),
    apps: message('result.of_apps', { good: apps.filter(isAppDone).length, count: apps.length }),
    time,
    seconds,
  });
}

/** Whether an app itself has said whether the person is out. */
function isAsked({ marks }: AppVerdict): boolean {
  return marks.includes('out') || marks.includes('in');
}
