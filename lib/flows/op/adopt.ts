import { checkIdToken, type IdTokenClaims, personName } from '../../protocol/id-token.ts';
import type { Ports, Tokens } from '../kernel/ports.ts';
import { markRecognised, readSession, type Session, writeSession } from '../kernel/sessions.ts';
import { askSessionDetails } from './account.ts';
import { type Authorized, authorize } from './authorize.ts';
import { exchange } from './exchange.ts';
import type { OpHandle } from './handle.ts';
import { dropOfflineSession } from './offline.ts';

/**
 * Recognises whoever is signed in to the realm in this browser, through whatever app, and remembers fresh tokens of that very
 * session beside all that are remembered. Keeps the session alive at the OP, so it runs only when a person or a rule acts.
 * @returns null where nobody is signed in.
 * @throws {StepError} what asking and exchanging throw.
 * @see OpenID Connect Core 1.0, section 3.1.2.1 (`prompt=none`)
 */
export async function adopt(op: OpHandle, ports: Ports): Promise<Session | null> {
  const { kind } = op.clients[0];
  await (kind === 'built-in' ? ports.access.ensureBuiltIn(op.metadata) : ports.access.ensure(op.metadata));
  const answer = await authorize(op, 'silent', ports);
  if (!answer) return null;
  await markRecognised(ports.session, op.realm.id, op.clients[0].id);
  return rememberSession(op, answer, ports);
}

/**
 * Turns an answer with a code into a remembered session.
 * @throws {StepError} `web-origin-missing`, `answer-unreadable`, `realm-setting`, `token-refused`, `id-token-invalid`,
 *   `nonce-mismatch`, `timed-out`, or what keeps the server from answering.
 * @see OpenID Connect Core 1.0, section 3.1.3
 */
export async function rememberSession(op: OpHandle, answer: Authorized, ports: Ports): Promise<Session> {
  const { tokens, nonce } = await exchange(op, answer, ports);
  const claims = checkIdToken(tokens.claims, {
    issuer: op.metadata.iss,
    clientId: op.clients[0].id,
    nonce,
    nowSeconds: ports.clock.now() / 1000,
  });
  const found = sessionOf(op, tokens, claims, ports.clock.now());
  const session = tokens.offlineToken ? await withoutOffline(op, found, tokens.offlineToken, ports) : found;
  // What the same session told before is kept, for the case that it is not told again; it is asked anew all the same.
  const earlier = await readSession(ports.session, op.realm.id, session.sid);
  await writeSession(ports.session, op.realm.id, {
    ...(earlier?.details && { details: earlier.details }),
    ...session,
  });
  return session;
}

/** The access token goes with the offline session, so what only it tells is asked before. */
async function withoutOffline(op: OpHandle, session: Session, token: string, ports: Ports): Promise<Session> {
  const { details } = await askSessionDetails(op, session, ports);
  await dropOfflineSession(op, token, ports);
  return { ...session, revoked: true, ...(details && { details }) };
}

function sessionOf(
  { metadata, clients }: OpHandle,
  { idToken, accessToken, expiresAt }: Tokens,
  claims: IdTokenClaims,
  now: number,
): Session {
  return {
    issuer: metadata.issuer,
    // An OP that names no session has them told apart by who and when.
    sid: claims.sid ?? `${claims.sub}@${claims.auth_time ?? ''}`,
    sidOfOp: claims.sid !== undefined,
    clientId: clients[0].id,
    idToken,
    accessToken,
    expiresAt,
    userName: personName(claims),
    person: claims.sub,
    takenAt: now,
    since: (claims.auth_time ?? claims.iat) * 1000,
  };
}
