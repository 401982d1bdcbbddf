import type { SessionDetails } from '../../keycloak/account.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession, type Session, writeSession } from '../kernel/records.ts';
import { endOtherSessions, sessionDetailsOf } from '../op/account.ts';
import { type EndedAndAsked, endAndAsk } from './end-and-ask.ts';
import { endByFetch } from './end-by-fetch.ts';
import { endInBackground } from './end-in-background.ts';
import { finishInTab, openEndTab, refusedRedirect } from './end-in-tab.ts';
import { checkProviders } from './providers.ts';
import { during, type Job, markApp, reportStep } from './report.ts';
import type { ResultPage } from './result-page.ts';
import { type Outcome, probeToken, verify } from './verify.ts';
import { visitApps } from './visit-apps.ts';

/**
 * Begins with the session that the popup found a moment ago: if it is still the one in the browser, its end is proven as ever.
 * @returns null where that was too long ago, or another session turned out to be in the browser: then it has to be adopted.
 * @throws {StepError} what ending in the background throws.
 */
export async function endFound(op: Discovery, job: Job, ports: Ports): Promise<Outcome | null> {
  const session = job.known?.session;
  if (session?.issuer !== op.issuer || job.realm.otherDevices) return null;
  if (ports.clock.now() - session.takenAt > LIMITS.fresh) return null;
  if (!(await isAccepted(op, job, session, ports))) return null;
  const outcome = await endAdopted(op, job, { ...session, accepted: true }, null, ports);
  const another = outcome.failure?.code === 'still-signed-in' || outcome.failure?.code === 'session-left';
  return another ? null : outcome;
}

/**
 * Ends the session that is in the browser, and proves it.
 * @param fresh the session as just adopted.
 * @param page null where no tab may be opened.
 * @throws {StepError} what ending in a tab and in the background throw.
 */
export async function endAdopted(
  op: Discovery,
  job: Job,
  fresh: Session,
  page: ResultPage | null,
  ports: Ports,
): Promise<Outcome> {
  const { realm } = job;
  const [accepted, details] = await Promise.all([
    isAccepted(op, job, fresh, ports),
    sessionDetailsOf(job, fresh, ports),
  ]);
  const session = { ...fresh, accepted };
  const kept = fresh.accepted ? undefined : writeSession(ports.session, realm.id, session);
  for (const app of details?.apps ?? []) markApp(job, app, ['in-session']);
  if (realm.otherDevices) await endOnOtherDevices(job, session, details, ports);
  const [ended] = await Promise.all([end(op, job, session, ports), kept]);
  const { unfinished, ...found } = await endPastProviders(ended, op, job, session, details, ports);
  const wantsTab = page && unfinished && found.result !== 'verified';
  const outcome = wantsTab ? await endInTab(op, job, session, page, ports) : found;
  if (details && outcome.result === 'verified') await findProviders(op, job, details, ports);
  return outcome;
}

/** What the OP has accepted for a session it accepts for the same session a moment later. */
async function isAccepted(op: Discovery, { known }: Job, fresh: Session, ports: Ports): Promise<boolean> {
  const { session } = known ?? {};
  if (fresh.accepted) return true;
  if (session?.accepted && session.issuer === fresh.issuer && fresh.sid && session.sid === fresh.sid)
    return true;
  return (await probeToken(op, fresh, false, ports)) === 'alive';
}

/** How ending went; `unfinished` where the OP waits for something that only a tab can give it. */
type Ended = Outcome & { unfinished?: boolean };

/** The quickest way that the browser allows: a request, else one without a window, in which a page can run. */
async function end(op: Discovery, job: Job, session: Session, ports: Ports): Promise<Ended> {
  const fetched = await tryByFetch(op, job, session, ports);
  if (fetched?.result === 'verified') return fetched;
  const { ending, asked } = await during(job, 'ending', endOnce(op, job.realm, session, ports), ports);
  const outcome = await during(job, 'verifying', verify(op, job.realm, session, ports, asked), ports);
  if (ending === 'redirect-refused') return { failure: refusedRedirect('background', ports), ...outcome };
  return { ...outcome, unfinished: ending !== 'ended' };
}

/** In one request with the question that proves it, where the OP takes that. */
async function endOnce(op: Discovery, realm: Realm, session: Session, ports: Ports): Promise<EndedAndAsked> {
  return (
    (await endAndAsk(op, realm, session, ports)) ?? {
      ending: await endInBackground(op, realm, session, ports),
    }
  );
}

/** The last resort: the OP's own page, in front of the person. */
async function endInTab(
  op: Discovery,
  job: Job,
  session: Session,
  page: ResultPage,
  ports: Ports,
): Promise<Outcome> {
  page.taken();
  return finishInTab(job, await openEndTab(op, job, session, ports), ports);
}

/** Null where a document has to run, in a tab or in a request without a window; both ask the OP again. */
async function tryByFetch(op: Discovery, job: Job, session: Session, ports: Ports): Promise<Outcome | null> {
  if (!(await ports.access.hasHost(op.end_session_endpoint ?? op.issuer))) return null;
  const ended = await during(job, 'ending', endByFetch(op, job.realm, session, ports), ports);
  if (ended.kind === 'pending') return null;
  const telling = ended.kind === 'ended' ? tellApps(job, ended.tell, ports) : undefined;
  const proof = during(job, 'verifying', verify(op, job.realm, session, ports), ports);
  const [outcome] = await Promise.all([proof, telling]);
  if (ended.kind === 'ended' && ended.redirectRefused)
    return { failure: refusedRedirect('tab', ports), ...outcome };
  return outcome;
}

/**
 * A realm that passes a sign-out on to the identity provider waits for that one's answer before it ends its own session. Where
 * none comes, or an error does, the realm is asked to leave the provider out; what is left there is named by `findProviders`.
 */
async function endPastProviders(
  outcome: Ended,
  op: Discovery,
  { realm }: Job,
  session: Session,
  details: SessionDetails | null,
  ports: Ports,
): Promise<Ended> {
  if (outcome.failure?.code !== 'still-signed-in') return outcome;
  for (const { alias } of details?.providers ?? []) {
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
  details: SessionDetails | null,
  ports: Ports,
): Promise<void> {
  const ended = await endOtherSessions(job.realm, session, ports);
  if (ended) job.findings = { ...job.findings, devicesEnded: details?.otherDevices ?? 0 };
}

async function findProviders(op: Discovery, job: Job, details: SessionDetails, ports: Ports): Promise<void> {
  if (details.providers.length === 0) return;
  const providers = await checkProviders(op, job.realm, details.providers, ports);
  job.findings = { ...job.findings, providers };
}

/** Nobody is signed in in this browser; a session remembered from before may live on at the OP all the same. */
export async function endRemembered(op: Discovery, job: Job, ports: Ports): Promise<Outcome> {
  const { realm } = job;
  const session = await readSession(ports.session, realm.id, realm.issuer);
  if (!session) return { result: 'already-signed-out' };
  const verdict = await probeToken(op, session, false, ports);
  if (verdict === 'dead') return { result: 'already-signed-out' };
  await during(job, 'ending', endInBackground(op, realm, session, ports), ports);
  if (verdict === 'unclear') return { result: 'already-signed-out' };
  return during(job, 'verifying', verify(op, realm, { ...session, accepted: true }, ports), ports);
}
