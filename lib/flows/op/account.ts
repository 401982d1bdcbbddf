import type { Failure } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { accountUrl, readSessionDetails, type SessionDetails } from '../../keycloak/account.ts';
import { parseJson } from '../../protocol/json.ts';
import { fetchWithToken } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/sessions.ts';
import type { OpHandle } from './handle.ts';

type AccountPorts = Pick<Ports, 'access' | 'clock' | 'fetch'>;

const LIMIT = { limitMs: LIMITS.account, step: 'account' };

/**
 * Asks the account API what a session holds. A realm that does not tell (the client lacks the `account` audience or the Web
 * Origin, or the server is older) is no failure.
 * @returns null where the realm does not tell.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export async function askSessionDetails(
  { metadata }: OpHandle,
  session: Session,
  ports: AccountPorts,
): Promise<SessionDetails | null> {
  const told = async (path: Parameters<typeof accountUrl>[1]): Promise<unknown> => {
    const answer = await fetchWithToken(
      accountUrl(metadata.issuer, path),
      session.accessToken,
      LIMIT,
      ports,
    ).catch(() => null);
    return answer?.ok ? parseJson(answer.body) : null;
  };
  const [devices, applications, linked] = await Promise.all([
    told('sessions/devices'),
    told('applications'),
    told('linked-accounts'),
  ]);
  return readSessionDetails({ devices, applications, linked }, session);
}

/**
 * Ends all the person's other sessions on every device, and all offline ones. This one lives on, so that its end still tells
 * the apps in it.
 * @returns why it did not; null where the server says that it has.
 */
export async function endOtherSessions(
  { metadata }: OpHandle,
  session: Session,
  ports: AccountPorts,
): Promise<Failure | null> {
  return remove(`${accountUrl(metadata.issuer, 'sessions')}?current=false`, session, ports);
}

/**
 * Ends exactly one session, past identity providers and apps that do not answer.
 * @returns why it did not; null where the server says that it has.
 */
export function endBySid(
  { metadata }: OpHandle,
  session: Session,
  ports: AccountPorts,
): Promise<Failure | null> {
  return remove(
    `${accountUrl(metadata.issuer, 'sessions')}/${encodeURIComponent(session.sid)}`,
    session,
    ports,
  );
}

async function remove(url: string, session: Session, ports: AccountPorts): Promise<Failure | null> {
  try {
    await ports.access.ensureDelete(url);
    const { status } = await fetchWithToken(
      url,
      session.accessToken,
      { ...LIMIT, limitMs: LIMITS.endSession },
      ports,
      'DELETE',
    );
    // A page that somebody else shows in its place has a 200.
    return status === 204 ? null : { code: 'devices-left', details: [`account API: ${status}`] };
  } catch (error) {
    if (error instanceof StepError) return failureOf(error);
    return { code: 'devices-left', details: ['account API: no answer'] };
  }
}
