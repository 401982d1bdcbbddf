import type { RealmStatus } from '../../contract/status.ts';
import { failureOf } from '../../errors/step-error.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Ports } from '../kernel/ports.ts';
import { STATUS } from '../kernel/records.ts';
import type { Session } from '../kernel/sessions.ts';
import { rememberSession } from '../op/adopt.ts';
import { authorize } from '../op/authorize.ts';
import { openOp } from '../op/handle.ts';
import { takeStock } from '../op/stock.ts';

/**
 * Signs a person in and says so in the realm's status. Does nothing while the realm is being signed in or out.
 * @throws {StepError} what signing in throws, once the status says it.
 */
export async function signInAndReport(realm: Realm, ports: Ports): Promise<void> {
  const lock = ports.locks.signIn(realm.id);
  if (!lock) return;
  const write = (status: RealmStatus) => ports.session.set({ [STATUS + realm.id]: status });
  try {
    await write({ state: 'working', step: 'signing-in', worker: ports.worker });
    const { userName, since } = await signIn(realm, ports);
    if (lock.isCurrent()) await write({ state: 'signed-in', userName, since });
  } catch (error) {
    if (lock.isCurrent()) await write({ state: 'failed', failure: failureOf(error) });
    throw error;
  } finally {
    lock.end();
  }
}

/**
 * Signs a person in to a realm. It asks silently first: who is signed in already needs no window, and a client that is
 * set up wrong is named instead of leaving the person in front of the OP's error page.
 * @throws {StepError} `window-closed` and what asking and exchanging throw.
 * @see OpenID Connect Core 1.0, section 3.1
 */
async function signIn(realm: Realm, ports: Ports): Promise<Session> {
  const op = await openOp(realm, ports);
  await ports.access.ensure(op.metadata);
  const answer = (await authorize(op, 'silent', ports)) ?? (await authorize(op, 'interactive', ports));
  if (!answer) throw new TypeError('an interactive request cannot answer login_required');
  const session = await rememberSession(op, answer, ports);
  await takeStock(op, session, ports);
  return session;
}
