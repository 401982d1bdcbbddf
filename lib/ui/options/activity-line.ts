import type { Activity, SignOutActivity } from '../../contract/activity.ts';
import type { MarkName, Tone } from '../popup/realm-line.ts';
import { formatSeconds } from '../shared/words/format.ts';
import { keyPart, type Message, message } from '../shared/words/message.ts';
import { markOf, wordsOf } from '../signed-out/headline.ts';
import { csvOf } from './csv.ts';

/** An act in words: what has started it, what it came to, and how that is proven; `apps` is missing where there is none to count. */
export type ActivityLine = {
  by: Message;
  mark: { name: MarkName; tone: Tone };
  result: Message;
  proof: Message | null;
  apps?: number;
};

/**
 * Says an act in words.
 * @param locale for lists of names.
 */
export function lineOf(act: Activity, locale: string): ActivityLine {
  const by = message(`activity.by_${keyPart(act.by)}`);
  if (act.kind === 'sign-in')
    return { by, mark: { name: 'in', tone: 'soft' }, result: message('row.signed_in'), proof: null };
  const apps = Object.values(act.apps).reduce((sum, some) => sum + some, 0);
  return {
    by,
    mark: markOf(act.headline),
    result: wordsOf(act.headline, locale),
    proof: proofOf(act),
    apps,
  };
}

/** How many realms were proven, and what is known of their apps, one after the other. */
function proofOf({ realms, proven, apps }: SignOutActivity): Message {
  const known = message('activity.proven', { good: proven, count: realms.length });
  const counted = (['out', 'cleared', 'unknown', 'open'] as const).flatMap((state) =>
    apps[state] > 0 ? [message(`activity.apps_${state}`, { count: apps[state] })] : [],
  );
  return counted.reduce((so, more) => message('popup.also', { known: so, more }), known);
}

/** The names of an act's realms, with whoever it was where that is kept. */
export function realmsOf({ realms }: Activity): string[] {
  return realms.map(({ label, user }) => (user ? `${label} (${user})` : label));
}

/**
 * Whether an act is one that a person looks for.
 * @param words all that its row says.
 * @param query what was typed; each of its words has to stand somewhere.
 */
export function isFound(words: readonly string[], query: string): boolean {
  const all = words.join(' ').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/**
 * Acts as a file for spreadsheets.
 * @param titles of its columns, in the order of `columnsOf`.
 * @param render gives a message as text.
 */
export function activityCsv(
  acts: readonly Activity[],
  titles: readonly string[],
  locale: string,
  render: (message: Message) => string,
): string {
  return csvOf([titles, ...acts.map((act) => columnsOf(act, locale, render))]);
}

function columnsOf(act: Activity, locale: string, render: (message: Message) => string): (string | number)[] {
  const { by, result, proof, apps = '' } = lineOf(act, locale);
  return [
    new Date(act.at).toISOString(),
    render(by),
    realmsOf(act).join('; '),
    apps,
    render(result),
    proof ? render(proof) : '',
    formatSeconds(act.tookMs, 'en'),
  ];
}
