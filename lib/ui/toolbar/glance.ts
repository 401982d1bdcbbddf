import type { RealmStatus } from '../../contract/status.ts';
import type { Realm } from '../../settings/schema.ts';
import { ownOf } from '../shared/own-of.ts';
import { type Message, message } from '../shared/words/message.ts';

/** What the extension's button says at a glance: a mark of a letter or two, and a title in words. */
export type Glance = { kind: GlanceKind; mark: string | Message; title: Message };

/** Its kinds, the most urgent first; `none` where not all is known and nothing has to be said. */
export type GlanceKind = 'working' | 'countdown' | 'may-be-open' | 'signed-in' | 'signed-out' | 'none';

/** What a sign-out came to that leaves somebody in, or may. */
const OPEN: readonly RealmStatus['verdict'][] = ['somebody', 'again', 'may-remain', 'not-proven'];

/**
 * What is known of all realms, as the button says it. Nobody is asked for it: it says what the last look or sign-out came to.
 * @param statuses by the realms' ids.
 * @param isCountingDown whether a sign-out comes by itself in a moment.
 */
export function glanceOf(
  realms: readonly Realm[],
  statuses: Record<string, RealmStatus>,
  isCountingDown = false,
): Glance {
  const all = realms.map(({ id, label }) => ({ label, ...(ownOf(statuses, id) ?? NEVER_ASKED) }));
  const name = message('extension.shortName');
  if (all.some(({ state }) => state === 'working'))
    return { kind: 'working', mark: '…', title: message('glance.working', { name }) };
  if (isCountingDown)
    return {
      kind: 'countdown',
      mark: message('glance.mark_countdown'),
      title: message('glance.countdown', { name }),
    };
  const open = all.filter(({ verdict }) => OPEN.includes(verdict));
  if (open.length > 0) {
    const realm =
      open.length === 1 ? (open[0]?.label ?? '') : message('popup.realms', { count: open.length });
    return { kind: 'may-be-open', mark: '!', title: message('glance.may_be_open', { name, realm }) };
  }
  const count = all.filter(({ state }) => state === 'signed-in').length;
  if (count > 0)
    return { kind: 'signed-in', mark: `${count}`, title: message('glance.signed_in', { name, count }) };
  const isOut = all.length > 0 && all.every(({ state }) => state === 'signed-out');
  return isOut
    ? { kind: 'signed-out', mark: '', title: message('glance.signed_out', { name }) }
    : { kind: 'none', mark: '', title: message('extension.action') };
}

const NEVER_ASKED: RealmStatus = { state: 'unknown' };
