import type { Realm } from '../settings/schema.ts';
import { rememberSession } from './adopt.ts';
import { authorize } from './authorize.ts';
import { discover } from './discover.ts';
import type { Ports } from './ports.ts';
import type { Session } from './records.ts';

/**
 * Signs a person in to a realm. It asks silently first: who is signed in already needs no window, and a client that is
 * set up wrong is named instead of leaving the person in front of the OP's error page.
 * @throws {SignOutError} `window-closed` and what asking and exchanging throw.
 * @see OpenID Connect Core 1.0, section 3.1
 */
export async function signIn(realm: Realm, ports: Ports): Promise<Session> {
  const op = await discover(realm.issuer, ports);
  await ports.access.ensure(op);
  const answer =
    (await authorize(op, realm, 'silent', ports)) ?? (await authorize(op, realm, 'interactive', ports));
  if (!answer) throw new TypeError('an interactive request cannot answer login_required');
  return rememberSession(op, realm, answer, ports);
}
