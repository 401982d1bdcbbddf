import { accountUrl, readHoldings } from '../keycloak/account.ts';
import type { Holdings } from '../model/status.ts';
import type { Realm } from '../settings/schema.ts';
import { type Answer, ask } from './ask.ts';
import { LIMITS } from './limits.ts';
import type { Ports } from './ports.ts';
import type { Session } from './records.ts';
import type { Job } from './report.ts';

/**
 * What a session holds: the answer kept from a moment ago where it is of the same session, else asked. A realm that does
 * not tell (the client lacks the `account` audience or the Web Origin, or the server is older) is no failure.
 * @returns null where the realm does not tell.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export async function holdingsOf(
  { realm, known }: Job,
  session: Session,
  ports: Ports,
): Promise<Holdings | null> {
  const holds = known?.holds;
  return holds?.sid && holds.sid === session.sid ? holds : askHoldings(realm, session, ports);
}

/**
 * Asks the account API what a session holds.
 * @returns null where the realm does not tell.
 */
export async function askHoldings(realm: Realm, session: Session, ports: Ports): Promise<Holdings | null> {
  const tell = (path: Parameters<typeof accountUrl>[1]) => askAccount(realm, session, path, ports);
  const [devices, applications, linked] = await Promise.all([
    tell('sessions/devices'),
    tell('applications'),
    tell('linked-accounts'),
  ]);
  return readHoldings({ devices, applications, linked }, realm.clientId);
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

function request(url: string, init: RequestInit, session: Session, ports: Ports): Promise<Answer> {
  // Without this Accept header Keycloak answers with its account console's page.
  const headers = { Accept: 'application/json', Authorization: `Bearer ${session.accessToken}` };
  const limit = { limitMs: LIMITS.account, step: 'account' };
  return ask(url, { ...init, headers, credentials: 'omit' }, limit, ports);
}
