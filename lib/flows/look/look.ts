import type { RealmStatus } from '../../contract/status.ts';
import { failureOf } from '../../errors/step-error.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Lock } from '../kernel/locks.ts';
import type { Ports } from '../kernel/ports.ts';
import { readStatus, type Session, STATUS, writeSession } from '../kernel/records.ts';
import { askSessionDetails } from '../op/account.ts';
import { adopt } from '../op/adopt.ts';
import { discover } from '../op/discover.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { probeToken } from '../sign-out/verify.ts';

/** Finds out who is signed in to each realm, all at once. A realm that is being signed in or out is left alone. */
export async function checkAll(realms: Realm[], ports: Ports): Promise<void> {
  await Promise.all(realms.map((realm) => check(realm, ports)));
}

async function check(realm: Realm, ports: Ports): Promise<void> {
  const lock = ports.locks.look(realm.id);
  if (!lock) return;
  const known = await readStatus(ports.session, realm.id);
  await write(realm, { ...known, checking: true, worker: ports.worker }, ports);
  try {
    const op = await discover(realm.issuer, ports);
    const session = await adopt(op, realm, ports);
    if (!lock.isCurrent()) return;
    const found = statusAfter(known, session);
    await write(realm, found, ports);
    if (!session) return;
    await Promise.all([
      tellSessionDetails(realm, session, found, lock, ports),
      accept(op, realm, session, lock, ports),
    ]);
  } catch (error) {
    const failed: RealmStatus = { ...person(known), state: 'failed', failure: failureOf(error) };
    if (lock.isCurrent()) await write(realm, failed, ports);
  }
}

async function tellSessionDetails(
  realm: Realm,
  session: Session,
  found: RealmStatus,
  lock: Lock,
  ports: Ports,
): Promise<void> {
  const details = await askSessionDetails(realm, session, ports);
  if (details && lock.isCurrent()) await write(realm, { ...found, details }, ports);
}

/** Asked now, so that a sign-out a moment later need not: see `verify`. */
async function accept(
  op: Discovery,
  realm: Realm,
  session: Session,
  lock: Lock,
  ports: Ports,
): Promise<void> {
  if ((await probeToken(op, session, false, ports)) !== 'alive' || !lock.isCurrent()) return;
  await writeSession(ports.session, realm.id, { ...session, accepted: true });
}

/**
 * Signs a person in and says so in the realm's status. Does nothing while the realm is being signed in or out.
 * @throws {StepError} what signing in throws, once the status says it.
 */
export async function signInAndReport(realm: Realm, ports: Ports): Promise<void> {
  const lock = ports.locks.signIn(realm.id);
  if (!lock) return;
  try {
    await write(realm, { state: 'working', step: 'signing-in', worker: ports.worker }, ports);
    const session = await signIn(realm, ports);
    if (lock.isCurrent()) await write(realm, signedIn(session), ports);
  } catch (error) {
    if (lock.isCurrent()) await write(realm, { state: 'failed', failure: failureOf(error) }, ports);
    throw error;
  } finally {
    lock.end();
  }
}

/** A sign-out's result stands as long as what is found agrees with it. */
function statusAfter(known: RealmStatus, session: Session | null): RealmStatus {
  if (session) return signedIn(session);
  const { result, tookMs, failure, runId } = known;
  if (known.state !== 'signed-out' || !result) return { state: 'signed-out' };
  return {
    state: 'signed-out',
    result,
    ...(tookMs && { tookMs }),
    ...(failure && { failure }),
    ...(runId && { runId }),
  };
}

function signedIn(session: Session): RealmStatus {
  return { state: 'signed-in', userName: session.userName, since: session.since };
}

function person({ userName, since }: RealmStatus): Partial<RealmStatus> {
  return { ...(userName && { userName }), ...(since && { since }) };
}

function write(realm: Realm, status: RealmStatus, ports: Ports): Promise<void> {
  return ports.session.set({ [STATUS + realm.id]: status });
}
