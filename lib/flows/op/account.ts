import type { SessionDetails } from '../../keycloak/account.ts';
import { accountUrl, readSessionDetails } from '../../keycloak/account.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/records.ts';
import type { Job } from '../sign-out/report.ts';

/**
 * What a session holds: the answer kept from a moment ago where it is of the same session, else asked. A realm that does
 * not tell (the client lacks the `account` audience or the Web Origin, or the server is older) is no failure.
 * @returns null where the realm does not tell.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export async function sessionDetailsOf(
  { realm, known }: Job,
  session: Session,
  ports: Ports,
): Promise<SessionDetails | null> {
  const details = known?.details;
  return details?.sid && details.sid === session.sid ? details : askSessionDetails(realm, session, ports);
}

/**
 * Asks the account API what a session holds.
 * @returns null where the realm does not tell.
 */
export async function askSessionDetails(
  realm: Realm,
  session: Session,
  ports: Ports,
): Promise<SessionDetails | null> {
  const tell = (path: Parameters<typeof accountUrl>[1]) => askAccount(realm, session, path, ports);
  const [devices, applications, linked] = await Promise.all([
    tell('sessions/devices'),
    tell('applications'),
    tell('linked-accounts'),
  ]);
  return readSessionDetails({ devices, applications, linked }, realm.clientId);
}

/**
 * Ends all the person's other sessions on every device, and all offline ones. This one lives on, so that its end still tells
 * the apps in it.
 * @returns whether the server says that it has.
 */
export async function endOtherSessions(realm: Realm, session: Session, ports: Ports): Promise<boolean> {
  const url = `${accountUrl(realm.issuer, 'sessions')}?current=false`;
  const answer = await request(url, { method: 'DELETE' }, session, ports).catch(() => null);
  return answer?.ok ?? false;
}

async function askAccount(
  realm: Realm,
  session: Session,
  path: Parameters<typeof accountUrl>[1],
  ports: Ports,
): Promise<unknown> {
  try {
    const answer = await request(accountUrl(realm.issuer, path), {}, session, ports);
    return answer.ok ? JSON.parse(answer.body) : null;
  } catch {
    return null;
  }
}

function request(url: string, init: RequestInit, session: Session, ports: Ports): Promise<HttpResponse> {
  // Without this Accept header Keycloak answers with its account console's page.
  const headers = { Accept: 'application/json', Authorization: `Bearer ${session.accessToken}` };
  const limit = { limitMs: LIMITS.account, step: 'account' };
  return fetchText(url, { ...init, headers, credentials: 'omit' }, limit, ports);
}
