import type { View } from '../../contract/messages.ts';
import type { RealmStatus } from '../../contract/status.ts';
import type { Setting } from '../shared/words/format.ts';
import { keyPart, type Message, message } from '../shared/words/message.ts';
import { kindOf, lookOf } from './realm-line.ts';
import { statusOf } from './summary.ts';

/**
 * What to tell a person who does not see the rows: each realm that has come to rest in another state, once.
 * @param before what was shown until now.
 */
export function changesBetween(before: View, after: View, setting: Setting): Message[] {
  return after.settings.realms.flatMap(({ id, label }) => {
    const status = statusOf(after, id);
    if (status.state === 'working' || signature(statusOf(before, id)) === signature(status)) return [];
    return [newsOf(label, status, setting)];
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
