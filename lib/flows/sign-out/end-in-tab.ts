import type { Failure } from '../../errors/failure.ts';
import { type Discovery, endSessionEndpoint } from '../../protocol/discovery.ts';
import { endSessionUrl } from '../../protocol/end-session.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession, type Session, writePending } from '../kernel/records.ts';
import { discover } from '../op/discover.ts';
import { endInBackground } from './end-in-background.ts';
import { during, type Job, reportStep } from './report.ts';
import { type Outcome, probeBrowser, verify } from './verify.ts';

/**
 * Sends a foreground tab to the end-session endpoint; the request waits in storage for its answer before the tab opens.
 * @param session the session to end; null asks the OP to ask the person.
 * @returns the tab's id.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export async function openEndTab(
  op: Discovery,
  job: Job,
  session: Session | null,
  ports: Ports,
): Promise<number> {
  const state = ports.secret();
  const { realm, runId } = job;
  await writePending(ports.session, state, {
    purpose: 'end-in-tab',
    realmId: realm.id,
    runId,
    createdAt: ports.clock.now(),
  });
  const url = endSessionUrl(endSessionEndpoint(op), {
    clientId: realm.clientId,
    ...(session && { idTokenHint: session.idToken }),
    redirect: { uri: ports.addresses.postLogoutTabUri, state },
  });
  return openTab(job, url, session ? 'ending-in-tab' : 'waiting-for-person', ports);
}

/** Opens the OP's own sign-out page, which asks the person and does not come back. */
export function openPlainEndTab(op: Discovery, job: Job, ports: Ports): Promise<number> {
  return openTab(job, endSessionEndpoint(op), 'waiting-for-person', ports);
}

async function openTab(
  job: Job,
  url: string,
  step: 'ending-in-tab' | 'waiting-for-person',
  ports: Ports,
): Promise<number> {
  await reportStep(job, step, ports);
  const tabId = await ports.tabs.open(url);
  await reportStep(job, step, ports, tabId);
  return tabId;
}

/**
 * Watches a tab until the sign-out in it is done or the tab is closed, and verifies. Also takes up a tab that an earlier
 * instance of the worker opened. In the end the tab shows the signed-out page.
 * @throws {StepError} what ending in the background throws.
 */
export async function finishInTab(job: Job, tabId: number, ports: Ports): Promise<Outcome> {
  const op = await discover(job.realm.issuer, ports);
  const session = await readSession(ports.session, job.realm.id, job.realm.issuer);
  try {
    if (await leavesByItself(tabId, ports)) return await settle(op, job, session, ports);
    if (session) return await helpTab(op, job, session, tabId, ports);
    return await waitForPerson(op, job, session, tabId, ports);
  } finally {
    await showResult(job, tabId, ports);
  }
}

/** Whether the tab came back, or was closed, without anybody's help. */
async function leavesByItself(tabId: number, ports: Ports): Promise<boolean> {
  const first = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'loaded'], LIMITS.request);
  if (first && first !== 'loaded') return true;
  return (await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabGrace)) !== null;
}

/**
 * The tab shows something that this extension may not see. If the session has ended it is a front-channel page, which
 * gets its time; if not, it is a question or an error, and the same request without a window tells which.
 */
async function helpTab(
  op: Discovery,
  job: Job,
  session: Session,
  tabId: number,
  ports: Ports,
): Promise<Outcome> {
  const browser = await probeBrowser(op, job.realm, ports);
  if (browser.who === 'nobody') {
    await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabRun);
    return settle(op, job, session, ports);
  }
  const ending = await endInBackground(op, job.realm, session, ports);
  if (ending === 'needs-person' || ending === 'timed-out')
    return waitForPerson(op, job, session, tabId, ports);
  const failure = refusedRedirect(ending === 'ended' ? 'tab' : 'both', ports);
  return { failure, ...(await settle(op, job, session, ports)) };
}

/**
 * Names the post-logout redirect URIs that the OP does not take.
 */
export function refusedRedirect(which: 'tab' | 'background' | 'both', ports: Ports): Failure {
  const { postLogoutUri, postLogoutTabUri } = ports.addresses;
  const uris = {
    tab: [postLogoutTabUri],
    background: [postLogoutUri],
    both: [postLogoutTabUri, postLogoutUri],
  };
  return { code: 'post-logout-uri-refused', details: [...new Set(uris[which])] };
}

/** Each page that loads in the tab follows an act of the person, and is asked about once. */
async function waitForPerson(
  op: Discovery,
  job: Job,
  session: Session | null,
  tabId: number,
  ports: Ports,
): Promise<Outcome> {
  await reportStep(job, 'waiting-for-person', ports, tabId);
  const until = ports.clock.now() + LIMITS.person;
  let event = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'loaded'], LIMITS.person);
  while (event === 'loaded' && (await stillSignedIn(op, job, tabId, ports))) {
    event = await ports.tabEvents.next(tabId, ['arrived', 'closed', 'loaded'], until - ports.clock.now());
  }
  return settle(op, job, session, ports);
}

async function stillSignedIn(op: Discovery, job: Job, tabId: number, ports: Ports): Promise<boolean> {
  if (await ports.tabEvents.next(tabId, ['arrived', 'closed'], LIMITS.tabGrace)) return false;
  return (await probeBrowser(op, job.realm, ports)).who !== 'nobody';
}

async function settle(op: Discovery, job: Job, session: Session | null, ports: Ports): Promise<Outcome> {
  return during(job, 'verifying', verify(op, job.realm, session, ports), ports);
}

async function showResult(job: Job, tabId: number, ports: Ports): Promise<void> {
  const there = await ports.tabEvents.next(tabId, ['arrived', 'closed'], 0);
  if (!there && (await ports.tabs.exists(tabId)))
    await ports.tabs.navigate(tabId, ports.addresses.signedOutPage(job.runId));
}
