import { type Finding, readAccessToken } from '../../keycloak/diagnose-answers.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Area } from '../kernel/ports.ts';
import { readSessions } from '../kernel/sessions.ts';

/**
 * What the token of a realm's latest session says of the realm's set-up. The token itself stays here: a page that tests a realm gets no
 * more than this.
 * @returns null where none came through the realm's registered client: what tokens of its own one hold is nobody's to mend.
 */
export async function findingOfSession(realm: Realm, session: Area): Promise<Finding | null> {
  const all = await readSessions(session, realm.id, realm.issuer);
  const last = all.findLast(({ clientId }) => clientId === realm.clientId);
  return last ? readAccessToken(last.accessToken) : null;
}
