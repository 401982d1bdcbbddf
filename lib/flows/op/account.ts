import type { Failure, FailureCode } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import {
  accountUrl,
  appSessionsUrl,
  readSessionDetails,
  type SessionDetails,
} from '../../keycloak/account.ts';
import { insteadOfJson, outageIn } from '../../protocol/answer.ts';
import { parseJson } from '../../protocol/json.ts';
import { type FetchPorts, fetchWithToken } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/sessions.ts';
import type { OpHandle } from './handle.ts';

type AccountPorts = FetchPorts & Pick<Ports, 'access'>;

const LIMIT = { limitMs: LIMITS.account, step: 'account' };

/**
 * Asks the account API what a session holds. A realm that does not tell (the client lacks the `account` audience or the Web
 * Origin, or the server is older) is no failure.
 * @returns null details where the realm does not tell, and what has come in place of an answer.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service
 */
export async function askSessionDetails(
  { metadata, realm }: OpHandle,
  session: Session,
  ports: AccountPorts,
): Promise<ToldDetails> {
  const ask = (path: Parameters<typeof accountUrl>[1]) =>
    askAccount(accountUrl(metadata.issuer, path), session, ports);
  const [devices, applications, linked] = await Promise.all([
    ask('sessions/devices'),
    ask('applications'),
    ask('linked-accounts'),
  ]);
  const cause = devices.cause ?? applications.cause ?? linked.cause;
  const told = { devices: devices.json, applications: applications.json, linked: linked.json };
  return { details: readSessionDetails(told, session, realm.clientId), ...(cause && { cause }) };
}

/** What a realm tells of a session, and why not all of it where the realm is not the one that decides. */
export type ToldDetails = { details: SessionDetails | null; cause?: Failure };

async function askAccount(
  url: string,
  session: Session,
  ports: AccountPorts,
): Promise<{ json: unknown; cause?: Failure }> {
  try {
    const answer = await fetchWithToken(url, session.accessToken, LIMIT, ports);
    const cause = insteadOfJson(answer, LIMIT.step);
    return { json: answer.ok ? parseJson(answer.body) : null, ...(cause && { cause }) };
  } catch (error) {
    return { json: null, ...(error instanceof StepError && { cause: failureOf(error) }) };
  }
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
    const failure = outageIn(status, LIMIT.step);
    return { ok: status === 204, status, ...(failure && { failure }) };
  } catch (error) {
    return error instanceof StepError ? { failure: failureOf(error) } : {};
  }
}
