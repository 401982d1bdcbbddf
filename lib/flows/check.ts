import { failureOf } from '../model/sign-out-error.ts';
import type { RealmStatus } from '../model/status.ts';
import type { Realm } from '../settings/schema.ts';
import { askHoldings } from './account.ts';
import { adopt } from './adopt.ts';
import type { Ports } from './ports.ts';
import { readSession, readStatus, type Session, STATUS } from './records.ts';
import { signIn } from './sign-in.ts';

/** Finds out who is signed in to each realm, all at once. A realm that is being signed in or out is left alone. */
export async function checkAll(realms: Realm[], ports: Ports): Promise<void> {
  await Promise.all(realms.map((realm) => check(realm, ports)));
}

async function check(realm: Realm, ports: Ports): Promise<void> {
  const turn = ports.turns.look(realm.id);
  if (!turn) return;
  const known = await readStatus(ports.session, realm.id);
  await write(realm, { ...known, checking: true, worker: ports.worker }, ports);
  const found = await adopt(realm, ports).then(
    (session) => statusAfter(known, session),
    (error): RealmStatus => ({ ...person(known), state: 'failed', failure: failureOf(error) }),
  );
  if (!turn.mayReport()) return;
  await write(realm, found, ports);
  const session = found.state === 'signed-in' && (await readSession(ports.session, realm.id, realm.issuer));
  if (!session) return;
  const holds = await askHoldings(realm, session, ports);
  if (holds && turn.mayReport()) await write(realm, { ...found, holds }, ports);
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
