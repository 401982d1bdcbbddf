import type { Failure, FailureCode } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import {
  accountUrl,
  appSessionsUrl,
  readSessionDetails,
  type SessionDetails,
} from '../../keycloak/account.ts';
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

/**
 * Ends all the person's sessions with one app, offline ones too, on every device. Their SSO session lives on.
 * @returns `cannot-end` before Keycloak 26.8, and where it knows no such client; else why it did not.
 * @see https://github.com/keycloak/keycloak/pull/47922
 */
export async function endAppSessions(
  { metadata: { issuer } }: OpHandle,
  session: Session,
  clientId: string,
  ports: AccountPorts,
): Promise<'ended' | 'cannot-end' | Failure> {
  const url = appSessionsUrl(issuer, clientId);
  if (!url) return 'cannot-end';
  const answer = await sendDelete(url, session, ports);
  if (answer.ok) return 'ended';
  return answer.status === 404 ? 'cannot-end' : whyNot('app-not-ended', answer);
}

async function remove(url: string, session: Session, ports: AccountPorts): Promise<Failure | null> {
  const answer = await sendDelete(url, session, ports);
  return answer.ok ? null : whyNot('devices-left', answer);
}

type Answer = { ok?: boolean; status?: number; failure?: Failure };

function whyNot(code: FailureCode, { status, failure }: Answer): Failure {
  return failure ?? { code, details: [`account API: ${status ?? 'no answer'}`] };
}

/** Neither status nor failure where no answer came, or none that may be read. */
async function sendDelete(url: string, session: Session, ports: AccountPorts): Promise<Answer> {
  const limit = { ...LIMIT, limitMs: LIMITS.endSession };
  try {
    await ports.access.ensureDelete(session.issuer, url);
    const { status } = await fetchWithToken(url, session.accessToken, limit, ports, 'DELETE');
    // A page that somebody else shows in its place has a 200.
    return { ok: status === 204, status };
  } catch (error) {
    return error instanceof StepError ? { failure: failureOf(error) } : {};
  }
}
