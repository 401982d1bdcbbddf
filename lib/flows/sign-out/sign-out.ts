import type { FailureCode } from '../../errors/failure.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm, Settings } from '../../settings/schema.ts';
import type { Ports } from '../kernel/ports.ts';
import { adopt } from '../op/adopt.ts';
import { discover } from '../op/discover.ts';
import { askPerson } from './ask-person.ts';
import { endAdopted, endFound, endRemembered } from './end-session.ts';
import { finishApps } from './finish-apps.ts';
import { type Job, reportEnd, startRun } from './report.ts';
import { type ResultPage, resultPage } from './result-page.ts';
import type { Outcome } from './verify.ts';

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
  { show, appTabs }: Settings['signOut'],
  ports: Ports,
): Promise<{ runId: string | null; done: Promise<void> }> {
  const locks = realms.map((realm) => ({ realm, lock: ports.locks.signOut(realm.id) }));
  const mine = locks.flatMap(({ realm, lock }) => (lock ? [{ realm, lock }] : []));
  if (mine.length === 0) return { runId: null, done: Promise.resolve() };
  const { runId, jobs, stored } = await startRun(
    mine.map(({ realm }) => realm),
    appTabs,
    ports,
  );
  const page = resultPage(runId, show, ports);
  const work = jobs.map((job, at) => signOutOne(job, page, ports).finally(mine[at]?.lock.end));
  await stored;
  return { runId, done: Promise.all(work).then(page.show) };
}

async function signOutOne(job: Job, page: ResultPage, ports: Ports): Promise<void> {
  await concludeWith(job, () => endOne(job, page, ports), ports);
}

/** Stores a realm's result, whatever the work's end, once the apps have been seen to. */
export async function concludeWith(job: Job, work: () => Promise<Outcome>, ports: Ports): Promise<void> {
  const outcome = await work().catch((error): Outcome => ({ result: 'failed', failure: failureOf(error) }));
  await finishApps(job, outcome, ports);
  await reportEnd(job, outcome, ports);
}

async function endOne(job: Job, page: ResultPage, ports: Ports): Promise<Outcome> {
  try {
    const op = await discover(job.realm.issuer, ports);
    return (await endFound(op, job, ports)) ?? (await adoptAndEnd(op, job, page, ports));
  } catch (error) {
    if (!(error instanceof StepError) || !PERSON_CAN_END.includes(error.code)) throw error;
    return askPerson(job, error, page, ports);
  }
}

async function adoptAndEnd(op: Discovery, job: Job, page: ResultPage, ports: Ports): Promise<Outcome> {
  const session = await adopt(op, job.realm, ports);
  return session ? endAdopted(op, job, session, page, ports) : endRemembered(op, job, ports);
}
