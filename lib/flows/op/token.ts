import type { Failure } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { accountUrl } from '../../keycloak/account.ts';
import { insteadOf } from '../../protocol/answer.ts';
import { isRecord, parseJson } from '../../protocol/json.ts';
import { isSessionUntold, readTokenStatus, type TokenStatus } from '../../protocol/token-status.ts';
import { type FetchPorts, fetchWithToken, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Session, TokenResource } from '../kernel/sessions.ts';
import type { OpHandle } from './handle.ts';

/**
 * What the OP says of a session's access token, and by which of its resources; the same words as the fact's. `cause`: what has come in place
 * of an answer, or keeps whoever is in from getting in again.
 */
export type TokenAnswer = { is: TokenStatus; by: TokenResource; cause?: Failure };

/**
 * Asks the OP whether the access token of a session still opens anything. Keeps nothing alive. A token that was accepted before is
 * tried at the same resource: only there does a refusal say anything. Where userinfo refuses one for another reason, as it does a
 * lightweight one, or where the OP has none, the account API is asked; of a refusal that one gives no reason, which userinfo does.
 * @returns `unclear` where the server did not answer, or not clearly.
 * @see OpenID Connect Core 1.0, section 5.3
 */
export async function askToken(op: OpHandle, session: Session, ports: FetchPorts): Promise<TokenAnswer> {
  const by = session.acceptedBy ?? 'userinfo';
  if (session.revoked) return { is: 'unclear', by };
  const { answer, isUntold } = await askAt(by, op, session, ports);
  if (by === 'account' && answer.is === 'refused') return reasonOf(answer, op, session, ports);
  // Who has not answered that within its limit will not answer this.
  if (session.acceptedBy || answer.is !== 'unclear' || isUntold === undefined) return answer;
  return (await askAt('account', op, session, ports)).answer;
}

/** A refusal without a reason is none of the session where userinfo still takes the token, names another reason, or does not answer. */
async function reasonOf(
  refused: TokenAnswer,
  op: OpHandle,
  session: Session,
  ports: FetchPorts,
): Promise<TokenAnswer> {
  const { answer, isUntold } = await askAt('userinfo', op, session, ports);
  if (answer.is === 'accepted') return answer;
  if (isUntold === undefined) return { ...answer, is: 'unclear', by: refused.by };
  return isUntold ? { is: 'void', by: refused.by } : refused;
}

/** `isUntold`: the token alone was refused, whatever became of its session; missing where no answer came. */
type Heard = { answer: TokenAnswer; isUntold?: boolean };

async function askAt(
  by: TokenResource,
  { metadata }: OpHandle,
  session: Session,
  ports: FetchPorts,
): Promise<Heard> {
  const url =
    by === 'userinfo' ? metadata.userinfo_endpoint : accountUrl(metadata.issuer, 'sessions/devices');
  // An OP need not have one.
  if (!url) return { answer: { is: 'unclear', by }, isUntold: false };
  try {
    const response = await fetchWithToken(
      url,
      session.accessToken,
      { limitMs: LIMITS.request, step: by },
      ports,
    );
    const instead = insteadOf(response, by);
    if (instead) return { answer: { is: 'unclear', by, cause: instead } };
    if (response.status === 200 && !isItsAnswer(by, session, response))
      return { answer: { is: 'unclear', by }, isUntold: false };
    const challenge = response.headers.get('WWW-Authenticate');
    const answer = readAnswer({ status: response.status, challenge }, by, session, ports.clock.now());
    return { answer, isUntold: isSessionUntold(challenge) };
  } catch (error) {
    return { answer: { is: 'unclear', by, ...(error instanceof StepError && { cause: failureOf(error) }) } };
  }
}

function readAnswer(
  said: { status: number; challenge: string | null },
  by: TokenResource,
  { acceptedBy, expiresAt, takenAt }: Session,
  now: number,
): TokenAnswer {
  // Where the clock was put back since, nobody knows how old the token is.
  const expired = now >= expiresAt || now < takenAt;
  const is = readTokenStatus(said, { wasGood: acceptedBy === by, expired });
  if (is !== 'accepted' || said.status === 200) return { is, by };
  return { is, by, cause: { code: 'account-disabled', details: [said.challenge ?? ''] } };
}

/**
 * Whether a 200 is the resource's own word: a portal or a proxy may answer all requests by a page of its own. Userinfo names whose it is,
 * unless it comes as a JWT, which may be encrypted.
 * @see OpenID Connect Core 1.0, section 5.3.2
 */
function isItsAnswer(by: TokenResource, { person }: Session, { headers, body }: HttpResponse): boolean {
  const answer = parseJson(body);
  if (by === 'account') return Array.isArray(answer);
  return isRecord(answer)
    ? answer.sub === person
    : /^application\/jwt\b/i.test(headers.get('Content-Type') ?? '');
}
