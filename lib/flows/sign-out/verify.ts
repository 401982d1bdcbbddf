import type { SignOutResult } from '../../contract/status.ts';
import type { Failure } from '../../errors/failure.ts';
import { failureOf } from '../../errors/step-error.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { type TokenVerdict, tokenVerdict } from '../../protocol/token-status.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/records.ts';
import { authorize } from '../op/authorize.ts';
import { isNobodyLeft } from './end-by-fetch.ts';

/** How a sign-out ended, with what is to be said about it. */
export type Outcome = { result: SignOutResult; failure?: Failure };

/** Who is signed in in this browser, as far as the OP tells. */
export type BrowserVerdict = { who: 'nobody' | 'somebody' } | { who: 'unknown'; failure: Failure };

/**
 * Asks the OP whether the access token of a session still opens anything. Keeps nothing alive.
 * @param wasAlive whether the same token was accepted just before.
 * @returns `unclear` where the server did not answer, or not clearly.
 * @see OpenID Connect Core 1.0, section 5.3
 */
export async function probeToken(
  op: Discovery,
  session: Session,
  wasAlive: boolean,
  ports: Ports,
): Promise<TokenVerdict> {
  const init: RequestInit = {
    headers: { Authorization: `Bearer ${session.accessToken}` },
    credentials: 'omit',
  };
  try {
    const limit = { limitMs: LIMITS.request, step: 'userinfo' };
    const answer = await fetchText(op.userinfo_endpoint, init, limit, ports);
    return tokenVerdict(answer.status, answer.headers.get('WWW-Authenticate'), wasAlive);
  } catch {
    return 'unclear';
  }
}

/**
 * Asks the OP, in this browser's session, whether anybody is signed in. The code it may answer with is left to expire.
 */
export function probeBrowser(op: Discovery, realm: Realm, ports: Ports): Promise<BrowserVerdict> {
  return verdictOf(async () => (await authorize(op, realm, 'silent', ports)) !== null);
}

/**
 * Puts into words what asking the OP comes to.
 * @param isSomebody whether the OP's answer holds a code; what it throws leaves the answer unknown.
 */
export async function verdictOf(isSomebody: () => boolean | Promise<boolean>): Promise<BrowserVerdict> {
  try {
    return { who: (await isSomebody()) ? 'somebody' : 'nobody' };
  } catch (error) {
    return { who: 'unknown', failure: failureOf(error) };
  }
}

/**
 * Proves a sign-out: the ended session's own token is refused, and nobody is signed in in this browser.
 * Either alone does not prove it: see docs/how-it-verifies.md.
 * @param session the session that was ended, with `accepted` set where its token was accepted before; null where none
 *   could be had.
 * @param asked who is signed in, where the OP has been asked since the session was to end.
 */
export async function verify(
  op: Discovery,
  realm: Realm,
  session: Session | null,
  ports: Ports,
  asked?: BrowserVerdict,
): Promise<Outcome> {
  const [token, browser] = await Promise.all([
    session ? probeToken(op, session, session.accepted ?? false, ports) : ('unclear' as const),
    asked ?? askWhoIsLeft(op, realm, ports),
  ]);
  return judge(token, browser);
}

async function askWhoIsLeft(op: Discovery, realm: Realm, ports: Ports): Promise<BrowserVerdict> {
  return (await isNobodyLeft(op, realm, ports)) ? { who: 'nobody' } : probeBrowser(op, realm, ports);
}

function judge(token: TokenVerdict, browser: BrowserVerdict): Outcome {
  if (browser.who === 'somebody')
    return { result: 'failed', failure: { code: 'still-signed-in', details: [] } };
  if (token === 'alive') return { result: 'unverified', failure: { code: 'session-left', details: [] } };
  if (browser.who === 'unknown') return { result: 'unverified', failure: browser.failure };
  if (token === 'unclear') return { result: 'unverified', failure: { code: 'not-proven', details: [] } };
  return { result: 'verified' };
}
