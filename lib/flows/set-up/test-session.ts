import { type Finding, readAccessToken } from '../../keycloak/diagnose-answers.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Area } from '../kernel/ports.ts';
import { readSessions, type Session } from '../kernel/sessions.ts';

/**
 * What a realm's latest session says of the realm's set-up. Its token stays here: a page that tests a realm gets no more than this.
 * @returns null where there is none that says anything.
 */
export async function findingOfSession(realm: Realm, session: Area): Promise<Finding | null> {
  const all = await readSessions(session, realm.id, realm.issuer);
  const last = all.at(-1);
  const ofRegistered = all.findLast(({ clientId }) => clientId === realm.clientId);
  if (!ofRegistered && !last?.revoked) return null;
  const told = ofRegistered ? readTold(ofRegistered) : { wrong: {}, right: [] };
  const isOffline = last?.revoked && { 'offline-default': [last.clientId] };
  return { ...told, wrong: { ...told.wrong, ...isOffline } };
}

/**
 * A session that has told all that it holds has told it, whatever its token looks like: a lightweight one holds next to nothing. What tokens of
 * the built-in client hold is nobody's to mend.
 */
function readTold({ accessToken, details }: Session): Finding {
  const isAll = details && !details.partly;
  const told: Finding = isAll ? { wrong: {}, right: ['account-audience'] } : readAccessToken(accessToken);
  return { ...told, right: [...told.right, 'consent-required'] };
}
