import type { View } from '../../contract/messages.ts';
import type { AppAlone, RealmStatus } from '../../contract/status.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Setting } from '../shared/words/format.ts';
import { keyPart, type Message, message } from '../shared/words/message.ts';
import { linesOfAlone } from './alone-line.ts';
import { kindOf, lookOf } from './realm-line.ts';
import { aloneOf, statusOf } from './summary.ts';

/**
 * What to tell a person who does not see the rows: each realm that has come to rest in another state, once.
 * @param before what was shown until now.
 */
export function changesBetween(before: View, after: View, setting: Setting): Message[] {
  return after.settings.realms.flatMap(({ id, label }) => {
    const apps = newsOfApps(before, after, { id, label }, setting);
    const status = statusOf(after, id);
    if (status.state === 'working' || signature(statusOf(before, id)) === signature(status)) return apps;
    return [newsOf(label, status, setting), ...apps];
  });
}

/** What came of signing out of apps alone, in the words that stand below the realm. */
function newsOfApps(
  { alone: before }: View,
  after: View,
  { id, label }: Pick<Realm, 'id' | 'label'>,
  { locale }: Setting,
): Message[] {
  const isNew = ({ app, startedAt, verdict }: AppAlone): boolean =>
    verdict !== undefined &&
    !before.some((one) => one.verdict && one.startedAt === startedAt && one.app.key === app.key);
  return aloneOf(after, statusOf(after, id), id)
    .filter(isNew)
    .flatMap((one) => linesOfAlone(one, label, locale))
    .map(({ name, look: { words } }) => {
      const line = words.reduce((known, more) => message('popup.also', { known, more }));
      return message('announce.realm', { label: name, line });
    });
}

function newsOf(label: string, status: RealmStatus, setting: Setting): Message {
  const { line } = lookOf(status, setting);
  if (!status.failure) return message('announce.realm', { label, line });
  const what = message(`error.${keyPart(status.failure.code)}.what`);
  return message('announce.failure', { label, line, what });
}

function signature(status: RealmStatus): string {
  return [kindOf(status), status.userName, status.failure?.code, status.runId].join(' ');
}
