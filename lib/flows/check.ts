import { failureOf } from '../model/sign-out-error.ts';
import type { RealmStatus } from '../model/status.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Realm } from '../settings/schema.ts';
import { askHoldings } from './account.ts';
import { adopt } from './adopt.ts';
import { discover } from './discover.ts';
import type { Ports } from './ports.ts';
import { readStatus, type Session, STATUS, writeSession } from './records.ts';
import { signIn } from './sign-in.ts';
import type { Turn } from './turns.ts';
import { probeToken } from './verify.ts';

/** Finds out who is signed in to each realm, all at once. A realm that is being signed in or out is left alone. */
export async function checkAll(realms: Realm[], ports: Ports): Promise<void> {
  await Promise.all(realms.map((realm) => check(realm, ports)));
}

async function check(realm: Realm, ports: Ports): Promise<void> {
  const turn = ports.turns.look(realm.id);
  if (!turn) return;
  const known = await readStatus(ports.session, realm.id);
  await write(realm, { ...known, checking: true, worker: ports.worker }, ports);
  try {
    const op = await discover(realm.issuer, ports);
    const session = await adopt(op, realm, ports);
    if (!turn.mayReport()) return;
    const found = statusAfter(known, session);
    await write(realm, found, ports);
    if (!session) return;
    await Promise.all([
      tellHoldings(realm, session, found, turn, ports),
      accept(op, realm, session, turn, ports),
    ]);
  } catch (error) {
    const failed: RealmStatus = { ...person(known), state: 'failed', failure: failureOf(error) };
    if (turn.mayReport()) await write(realm, failed, ports);
  }
}

async function tellHoldings(
  realm: Realm,
  session: Session,
  found: RealmStatus,
  turn: Turn,
  ports: Ports,
): Promise<void> {
  const holds = await askHoldings(realm, session, ports);
  if (holds && turn.mayReport()) await write(realm, { ...found, holds }, ports);
}

/** Asked now, so that a sign-out a moment later need not: see `verify`. */
async function accept(
  op: Discovery,
  realm: Realm,
  session: Session,
  turn: Turn,
  ports: Ports,
): Promise<void> {
  if ((await probeToken(op, session, false, ports)) !== 'alive' || !turn.mayReport()) return;
  await writeSession(ports.session, realm.id, { ...session, accepted: true });
}

/**
 * Signs a person in and says so in the realm's status. Does nothing while the realm is being signed in or out.
 * @throws {SignOutError} what signing in throws, once the status says it.
 */
export async function signInAndReport(realm: Realm, ports: Ports): Promise<void> {
  const turn = ports.turns.signIn(realm.id);
  if (!turn) return;
  try {
    await write(realm, { state: 'working', step: 'signing-in', worker: ports.worker }, ports);
    const session = await signIn(realm, ports);
    if (turn.mayReport()) await write(realm, signedIn(session), ports);
  } catch (error) {
    if (turn.mayReport()) await write(realm, { state: 'failed', failure: failureOf(error) }, ports);
    throw error;
  } finally {
    turn.end();
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
