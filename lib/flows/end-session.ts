import type { Holdings } from '../model/status.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { endOtherSessions, holdingsOf } from './account.ts';
import { endByFetch } from './end-by-fetch.ts';
import { endInBackground } from './end-in-background.ts';
import { finishInTab, openEndTab, refusedRedirect } from './end-in-tab.ts';
import type { Ports } from './ports.ts';
import { readSession, type Session, writeSession } from './records.ts';
import { type Job, markApp, reportStep } from './report.ts';
import type { ResultPage } from './result-page.ts';
import { checkUpstreams } from './upstreams.ts';
import { type Outcome, probeToken, verify } from './verify.ts';
import { visitApps } from './visit-apps.ts';

/**
 * Ends the session that is in the browser, and proves it.
 * @param fresh the session as just adopted.
 * @throws {SignOutError} what ending in a tab and in the background throw.
 */
export async function endAdopted(
  op: Discovery,
  job: Job,
  fresh: Session,
  page: ResultPage,
  ports: Ports,
): Promise<Outcome> {
  const { realm } = job;
  const [accepted, holds] = await Promise.all([
    isAccepted(op, job, fresh, ports),
    holdingsOf(job, fresh, ports),
  ]);
  const session = { ...fresh, accepted };
  const kept = writeSession(ports.session, realm.id, session);
  for (const app of holds?.apps ?? []) markApp(job, app, ['in-session']);
  if (realm.otherDevices) await endOnOtherDevices(job, session, holds, ports);
  const past = (outcome: Outcome) => endPastProviders(outcome, op, job, session, holds, ports);
  const [ended] = await Promise.all([end(op, job, session, page, past, ports), kept]);
  const outcome = await past(ended);
  if (holds && outcome.result === 'verified') await findUpstreams(op, job, holds, ports);
  return outcome;
}

/** What the OP has accepted for a session it accepts for the same session a moment later. */
async function isAccepted(op: Discovery, { known }: Job, fresh: Session, ports: Ports): Promise<boolean> {
  const { session } = known ?? {};
  if (session?.accepted && session.issuer === fresh.issuer && fresh.sid && session.sid === fresh.sid)
    return true;
  return (await probeToken(op, fresh, false, ports)) === 'alive';
}

/** The quickest way that the browser allows: a request, a foreground tab for one realm, a request without a window. */
async function end(
  op: Discovery,
  job: Job,
  session: Session,
  page: ResultPage,
  past: (outcome: Outcome) => Promise<Outcome>,
  ports: Ports,
): Promise<Outcome> {
  const fetched = await tryByFetch(op, job, session, ports);
  if (fetched?.result === 'verified') return fetched;
  if (page.claim()) return finishInTab(job, await openEndTab(op, job, session, ports), ports);
  const [ending] = await Promise.all([
    endInBackground(op, job.realm, session, ports),
    reportStep(job, 'ending', ports),
  ]);
  const said = reportStep(job, 'verifying', ports);
  const [outcome] = await Promise.all([verify(op, job.realm, session, ports), said]);
  if (ending === 'redirect-refused') return { failure: refusedRedirect('background', ports), ...outcome };
  if (outcome.result === 'verified' || ending === 'ended') return outcome;
  const without = await past(outcome);
  if (without.result === 'verified') return without;
  return finishInTab(job, await openEndTab(op, job, session, ports), ports);
}

/** Null where a document has to run, in a tab or in a request without a window; both ask the OP again. */
async function tryByFetch(op: Discovery, job: Job, session: Session, ports: Ports): Promise<Outcome | null> {
  if (!(await ports.access.hasHost(op.end_session_endpoint ?? op.issuer))) return null;
  const [ended] = await Promise.all([
    endByFetch(op, job.realm, session, ports),
    reportStep(job, 'ending', ports),
  ]);
  if (ended.kind === 'pending') return null;
  const telling = ended.kind === 'ended' ? tellApps(job, ended.tell, ports) : undefined;
  const said = reportStep(job, 'verifying', ports);
  const [outcome] = await Promise.all([verify(op, job.realm, session, ports), said, telling]);
  if (ended.kind === 'ended' && ended.redirectRefused)
    return { failure: refusedRedirect('tab', ports), ...outcome };
  return outcome;
}

/**
 * A realm that passes a sign-out on to the identity provider waits for that one's answer before it ends its own session. Where
 * none comes, or an error does, the realm is asked to leave the provider out; what is left there is named by `findUpstreams`.
 */
async function endPastProviders(
  outcome: Outcome,
  op: Discovery,
  { realm }: Job,
  session: Session,
  holds: Holdings | null,
  ports: Ports,
): Promise<Outcome> {
  if (outcome.failure?.code !== 'still-signed-in') return outcome;
  for (const { alias } of holds?.upstreams ?? []) {
    await endInBackground(op, realm, session, ports, alias);
    const next = await verify(op, realm, session, ports);
    if (next.result === 'verified') return next;
  }
  return outcome;
}

function tellApps(job: Job, addresses: string[], ports: Ports): Promise<void> {
  const told = async (address: string, mark: 'visited' | 'not-reachable') => {
    const { origin, host } = new URL(address);
    markApp(job, { name: host, origin }, [mark]);
    await reportStep(job, 'verifying', ports);
  };
  return visitApps(addresses, told, ports);
}

/** The sessions on other devices end first: this one's token is what ends them. */
async function endOnOtherDevices(
  job: Job,
  session: Session,
  holds: Holdings | null,
  ports: Ports,
): Promise<void> {
  const ended = await endOtherSessions(job.realm, session, ports);
  if (ended) job.findings = { ...job.findings, devicesEnded: holds?.otherDevices ?? 0 };
}

async function findUpstreams(op: Discovery, job: Job, holds: Holdings, ports: Ports): Promise<void> {
  if (holds.upstreams.length === 0) return;
  const upstreams = await checkUpstreams(op, job.realm, holds.upstreams, ports);
  job.findings = { ...job.findings, upstreams };
}

/** Nobody is signed in in this browser; a session remembered from before may live on at the OP all the same. */
export async function endRemembered(op: Discovery, job: Job, ports: Ports): Promise<Outcome> {
  const { realm } = job;
  const session = await readSession(ports.session, realm.id, realm.issuer);
  if (!session) return { result: 'already-signed-out' };
  const verdict = await probeToken(op, session, false, ports);
  if (verdict === 'dead') return { result: 'already-signed-out' };
  await reportStep(job, 'ending', ports);
  await endInBackground(op, realm, session, ports);
  if (verdict === 'unclear') return { result: 'already-signed-out' };
  await reportStep(job, 'verifying', ports);
  return verify(op, realm, { ...session, accepted: true }, ports);
}
