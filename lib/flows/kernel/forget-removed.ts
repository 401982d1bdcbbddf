import type { Realm } from '../../settings/schema.ts';
import type { Ports } from './ports.ts';
import { ALONE, aloneKey, LEFT, STATUS, TEST } from './records.ts';
import { REFUSED } from './refusals.ts';
import { NEEDS_DOCUMENT, RECOGNISES, SESSION, sessionKey } from './sessions.ts';

/** What is known of a realm stands in records of these, each with the realm's id. */
const OF_REALMS = [STATUS, LEFT, TEST, RECOGNISES, REFUSED, NEEDS_DOCUMENT];

/**
 * Forgets the sessions of realms that are configured no more, what was known of them, and what the browser was told for their sake: a
 * look may have been under way while one was removed.
 * @param realms all that are configured.
 */
export async function forgetRemoved(
  realms: Pick<Realm, 'id' | 'issuer'>[],
  { access, session }: Pick<Ports, 'access' | 'session'>,
): Promise<void> {
  const kept = new Set(realms.flatMap(({ id }) => OF_REALMS.map((kind) => kind + id)));
  const known = (await Promise.all(OF_REALMS.map((kind) => session.keys(kind)))).flat();
  // Of sessions and of apps that were signed out of alone there are several to a realm.
  const starts = realms.flatMap(({ id }) => [sessionKey(id, ''), aloneKey(id, '')]);
  const several = [...(await session.keys(SESSION)), ...(await session.keys(ALONE))];
  const gone = [
    ...known.filter((key) => !kept.has(key)),
    ...several.filter((key) => !starts.some((start) => key.startsWith(start))),
  ];
  if (gone.length > 0) await session.remove(gone);
  await access.keepOnly(realms.map(({ issuer }) => issuer));
}
