import type { AppAlone } from '../../contract/status.ts';
import type { AppVerdict } from '../../verdict/beside.ts';
import { type LineLook, lookOfApp } from '../shared/app-line.ts';
import { type Message, message } from '../shared/words/message.ts';

/** A line on signing out of one app alone; `place` is missing while it is at work. */
export type AloneLine = { name: string; look: LineLook; place?: AppVerdict };

/**
 * How signing out of one app alone is shown: that it is at work, or what it came to at each place of the app.
 * @param label of the realm.
 * @param locale for lists of names.
 */
export function linesOfAlone({ app, verdict }: AppAlone, label: string, locale: string): AloneLine[] {
  const { name } = app;
  if (!verdict)
    return [{ name, look: { mark: 'busy', tone: 'soft', words: [message('popup.all_working')] } }];
  const more = [
    ...(verdict.letsInAgain ? [message('app.again', { label })] : []),
    ...(verdict.isRealmOut ? [message('app.realm_out', { label })] : []),
  ];
  return verdict.apps.map((place) => {
    const look = lookOfApp(place, locale, false);
    // Nothing could be tried here, and what was tried there says it all.
    const words = place.origin || !place.marks.includes('cannot-end') ? look.words : ONLY_SERVER;
    return { name: place.name, look: { ...look, words: [...words, ...more] }, place };
  });
}

const ONLY_SERVER: Message[] = [message('app.only_server')];
