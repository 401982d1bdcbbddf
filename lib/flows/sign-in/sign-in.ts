import type { Realm } from '../../settings/schema.ts';
import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/records.ts';
import { rememberSession } from '../op/adopt.ts';
import { authorize } from '../op/authorize.ts';
import { discover } from '../op/discover.ts';

/**
 * Signs a person in to a realm. It asks silently first: who is signed in already needs no window, and a client that is
 * set up wrong is named instead of leaving the person in front of the OP's error page.
 * @throws {StepError} `window-closed` and what asking and exchanging throw.
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
