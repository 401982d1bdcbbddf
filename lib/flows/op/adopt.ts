import { StepError } from '../../errors/step-error.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { checkIdToken, personName } from '../../protocol/id-token.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Ports, Tokens } from '../kernel/ports.ts';
import { type Session, writeSession } from '../kernel/records.ts';
import { type Authorized, authorize } from './authorize.ts';
import { askDiscovery } from './discover.ts';

/**
 * Recognises whoever is signed in to the realm in this browser, through whatever app, and remembers a fresh id_token of
 * that very session. Keeps the session alive at the OP, so it runs only when a person or a rule acts.
 * @returns null where nobody is signed in.
 * @throws {StepError} what asking and exchanging throw.
 * @see OpenID Connect Core 1.0, section 3.1.2.1 (`prompt=none`)
 */
export async function adopt(op: Discovery, realm: Realm, ports: Ports): Promise<Session | null> {
  await ports.access.ensure(op);
  const answer = await authorize(op, realm, 'silent', ports);
  return answer && rememberSession(op, realm, answer, ports);
}

/**
 * Turns an answer with a code into a remembered session.
 * @throws {StepError} `web-origin-missing`, `token-refused`, `id-token-invalid`, `nonce-mismatch`, `timed-out`,
 *   or what discovery throws where the server has gone.
 * @see OpenID Connect Core 1.0, section 3.1.3
 */
export async function rememberSession(
  op: Discovery,
  realm: Realm,
  answer: Authorized,
  ports: Ports,
): Promise<Session> {
  const tokens = await exchange(realm, answer, ports);
  const claims = checkIdToken(tokens.claims, {
    issuer: op.issuer,
    clientId: realm.clientId,
    nonce: answer.nonce,
    nowSeconds: ports.clock.now() / 1000,
  });
  const session: Session = {
    issuer: op.issuer,
    idToken: tokens.idToken,
    accessToken: tokens.accessToken,
    ...(claims.sid && { sid: claims.sid }),
    userName: personName(claims),
    takenAt: ports.clock.now(),
    since: (claims.auth_time ?? claims.iat) * 1000,
  };
  await writeSession(ports.session, realm.id, session);
  return session;
}

async function exchange(realm: Realm, answer: Authorized, ports: Ports): Promise<Tokens> {
  try {
    return await answer.exchange();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // A refusal of our Origin carries no CORS header, so the browser hides it: a server that answers
    // discovery, which any Origin may read, but not this, has not been told of our Web Origin.
    await askDiscovery(realm.issuer, ports);
    throw new StepError(
      'web-origin-missing',
      ports.addresses.webOrigin ? [ports.addresses.webOrigin] : [],
      error,
    );
  }
}
