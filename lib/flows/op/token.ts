import { accountUrl } from '../../keycloak/account.ts';
import { isRecord, parseJson } from '../../protocol/json.ts';
import { readTokenStatus, type TokenStatus } from '../../protocol/token-status.ts';
import { fetchWithToken } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session, TokenResource } from '../kernel/sessions.ts';
import type { OpHandle } from './handle.ts';

/** What the OP says of a session's access token, and by which of its resources; the same words as the fact's. */
export type TokenAnswer = { is: TokenStatus; by: TokenResource };

type TokenPorts = Pick<Ports, 'clock' | 'fetch'>;

const LIMIT = { limitMs: LIMITS.request, step: 'userinfo' };

/**
 * Asks the OP whether the access token of a session still opens anything. Keeps nothing alive. A token that was accepted before is
 * tried at the same resource: only there does a refusal say anything. Where userinfo refuses one for another reason, as it does a
 * lightweight one, or where the OP has none, the account API is asked.
 * @returns `unclear` where the server did not answer, or not clearly.
 * @see OpenID Connect Core 1.0, section 5.3
 */
export async function askToken(op: OpHandle, session: Session, ports: TokenPorts): Promise<TokenAnswer> {
  const by = session.acceptedBy ?? 'userinfo';
  if (session.revoked) return { is: 'unclear', by };
  const answer = await askAt(by, op, session, ports);
  // Who has not answered that within its limit will not answer this.
  if (session.acceptedBy || answer !== 'unclear') return { is: answer ?? 'unclear', by };
  return { is: (await askAt('account', op, session, ports)) ?? 'unclear', by: 'account' };
}

/** Null where no answer came. */
async function askAt(
  by: TokenResource,
  { metadata }: OpHandle,
  session: Session,
  ports: TokenPorts,
): Promise<TokenStatus | null> {
  const url =
    by === 'userinfo' ? metadata.userinfo_endpoint : accountUrl(metadata.issuer, 'sessions/devices');
  if (!url) return 'unclear';
  const wasGood = session.acceptedBy === by;
  try {
    const { status, headers, body } = await fetchWithToken(url, session.accessToken, LIMIT, ports);
    if (status === 200 && !isItsAnswer(by, session, headers, body)) return 'unclear';
    const now = ports.clock.now();
    // Where the clock was put back since, nobody knows how old the token is.
    const expired = now >= session.expiresAt || now < session.takenAt;
    return readTokenStatus({ status, challenge: headers.get('WWW-Authenticate') }, { wasGood, expired });
  } catch {
    return null;
  }
}

/**
 * Whether a 200 is the resource's own word: a portal or a proxy may answer all requests by a page of its own. Userinfo names whose it is,
 * unless it comes as a JWT, which may be encrypted.
 * @see OpenID Connect Core 1.0, section 5.3.2
 */
function isItsAnswer(by: TokenResource, { person }: Session, headers: Headers, body: string): boolean {
  const answer = parseJson(body);
  if (by === 'account') return Array.isArray(answer);
  return isRecord(answer)
    ? answer.sub === person
    : /^application\/jwt\b/i.test(headers.get('Content-Type') ?? '');
}
