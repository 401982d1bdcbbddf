import type { FailureCode } from '../model/failure.ts';
import { failureOf, SignOutError } from '../model/sign-out-error.ts';
import type { Realm, Show } from '../settings/schema.ts';
import { adopt } from './adopt.ts';
import { askPerson } from './ask-person.ts';
import { discover } from './discover.ts';
import { endInBackground } from './end-in-background.ts';
import { finishInTab, openEndTab, refusedRedirect } from './end-in-tab.ts';
import type { Ports } from './ports.ts';
import { readSession, type Session, writeSession } from './records.ts';
import { type Job, reportEnd, reportStep, startRun } from './report.ts';
import { type ResultPage, resultPage } from './result-page.ts';
import { type Outcome, probeToken, verify } from './verify.ts';

/** Failures that stop adopting although somebody may be signed in: the OP can still ask the person. */
const PERSON_CAN_END: readonly FailureCode[] = [
  'client-refused',
  'access-missing',
  'web-origin-missing',
  'interaction-needed',
  'token-refused',
  'id-token-invalid',
];

/**
 * Signs out of realms, all at once; what stops one stops no other. Realms that are being signed out already are left
 * to that sign-out.
 * @returns the sign-out's id as soon as it is stored (null where every realm is being signed out already), and `done`,
 *   which settles when every realm has its result.
 */
export async function signOut(
  realms: Realm[],
  show: Show,
  ports: Ports,
): Promise<{ runId: string | null; done: Promise<void> }> {
  const turns = realms.map((realm) => ({ realm, turn: ports.turns.signOut(realm.id) }));
  const mine = turns.flatMap(({ realm, turn }) => (turn ? [{ realm, turn }] : []));
  if (mine.length === 0) return { runId: null, done: Promise.resolve() };
  const { runId, jobs } = await startRun(
    mine.map(({ realm }) => realm),
    ports,
  );
  const page = resultPage(runId, show, ports);
  const work = jobs.map((job, at) => signOutOne(job, page, ports).finally(mine[at]?.turn.end));
  return { runId, done: Promise.all(work).then(page.showIfUnclaimed) };
}

async function signOutOne(job: Job, page: ResultPage, ports: Ports): Promise<void> {
  await concludeWith(job, () => endOne(job, page, ports), ports);
}

/** Stores a realm's result, whatever the work's end. */
export async function concludeWith(job: Job, work: () => Promise<Outcome>, ports: Ports): Promise<void> {
  const outcome = await work().catch((error): Outcome => ({ result: 'failed', failure: failureOf(error) }));
  await reportEnd(job, outcome, ports);
}

async function endOne(job: Job, page: ResultPage, ports: Ports): Promise<Outcome> {
  try {
    const session = await adopt(job.realm, ports);
    return session ? await endAdopted(job, session, page, ports) : await endRemembered(job, ports);
  } catch (error) {
    if (!(error instanceof SignOutError) || !PERSON_CAN_END.includes(error.code)) throw error;
    return askPerson(job, error, page, ports);
  }
}

async function endAdopted(job: Job, fresh: Session, page: ResultPage, ports: Ports): Promise<Outcome> {
  const op = await discover(job.realm.issuer, ports);
  const accepted = (await probeToken(op, fresh, false, ports)) === 'alive';
  const session = { ...fresh, accepted };
  await writeSession(ports.session, job.realm.id, session);
  if (page.claim()) return finishInTab(job, await openEndTab(op, job, session, ports), ports);
  await reportStep(job, 'ending', ports);
  const ending = await endInBackground(op, job.realm, session, ports);
  await reportStep(job, 'verifying', ports);
  const outcome = await verify(op, job.realm, session, ports);
  if (ending === 'redirect-refused') return { failure: refusedRedirect('background', ports), ...outcome };
  if (outcome.result === 'verified' || ending === 'ended') return outcome;
  return finishInTab(job, await openEndTab(op, job, session, ports), ports);
}

/** Nobody is signed in in this browser; a session remembered from before may live on at the OP all the same. */
async function endRemembered(job: Job, ports: Ports): Promise<Outcome> {
  const { realm } = job;
  const session = await readSession(ports.session, realm.id, realm.issuer);
  if (!session) return { result: 'already-signed-out' };
  const op = await discover(realm.issuer, ports);
  const verdict = await probeToken(op, session, false, ports);
  if (verdict === 'dead') return { result: 'already-signed-out' };
  await reportStep(job, 'ending', ports);
  await endInBackground(op, realm, session, ports);
  if (verdict === 'unclear') return { result: 'already-signed-out' };
  await reportStep(job, 'verifying', ports);
  return verify(op, realm, { ...session, accepted: true }, ports);
}
