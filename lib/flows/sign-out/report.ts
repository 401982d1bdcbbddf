import type { AppMark, AppResult, RealmStatus, RunRow, Step } from '../../contract/status.ts';
import type { SessionDetails } from '../../keycloak/account.ts';
import type { AppTabs, Realm } from '../../settings/schema.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import {
  forgetSession,
  RUN,
  readRow,
  readSession,
  rowKey,
  SESSION,
  type Session,
  STATUS,
  type StoredRun,
} from '../kernel/records.ts';
import type { Outcome } from './verify.ts';

/** What a sign-out finds out beside its steps and result; each report of the row tells all of it. */
export type Findings = Pick<RunRow, 'apps' | 'devicesEnded' | 'providers'>;

/**
 * One realm's part in a sign-out. `startedAt` is milliseconds since 1970; `known` is what the popup's check
 * found out a moment before.
 */
export type Job = {
  realm: Realm;
  runId: string;
  startedAt: number;
  appTabs: AppTabs;
  known?: { details: SessionDetails | undefined; session: Session | undefined };
  findings: Findings;
};

/**
 * Stores a sign-out with a row for each realm, in one step, before anything else is stored.
 * @returns its id, and a job for each realm in the given order; `stored` settles when it is.
 */
export async function startRun(
  realms: Realm[],
  appTabs: AppTabs,
  ports: Ports,
): Promise<{ runId: string; jobs: Job[]; stored: Promise<void> }> {
  const run: StoredRun = {
    id: ports.secret(),
    appTabs,
    startedAt: ports.clock.now(),
    realmIds: realms.map((realm) => realm.id),
  };
  const known = await ports.session.get(realms.flatMap(({ id }) => [STATUS + id, SESSION + id]));
  const jobs = realms.map((realm) => ({
    ...jobOf(run, realm, {}),
    known: {
      details: (known[STATUS + realm.id] as RealmStatus | undefined)?.details,
      session: known[SESSION + realm.id] as Session | undefined,
    },
  }));
  const rows = jobs.flatMap((job) => Object.entries(workingRecords(job, 'adopting', ports)));
  const stored = ports.session.set({ [RUN + run.id]: run, ...Object.fromEntries(rows) });
  return { runId: run.id, jobs, stored };
}

/** Says what a realm's sign-out is doing now. `tabId` names the tab that does it. */
export function reportStep(job: Job, step: Step, ports: Ports, tabId?: number): Promise<void> {
  return ports.session.set(workingRecords(job, step, ports, { ...(tabId !== undefined && { tabId }) }));
}

/**
 * Says what a realm's sign-out is doing, once that takes long enough for a person to wonder: each record costs the pages that
 * show it a turn, while they are not what anybody waits for.
 */
export async function during<T>(job: Job, step: Step, work: Promise<T>, ports: Ports): Promise<T> {
  const cancel = ports.clock.after(LIMITS.silence, () => void reportStep(job, step, ports));
  try {
    return await work;
  } finally {
    cancel();
  }
}

/** Says that the SSO session has come to its end, and that what is left to do concerns apps. */
export function reportClearing(job: Job, ended: Outcome, ports: Ports): Promise<void> {
  return ports.session.set(workingRecords(job, 'clearing', ports, { ended }));
}

/**
 * Adds marks to an app's part in a sign-out, known by its origin or else by its name. What the person calls it goes before
 * what the OP does.
 */
export function markApp(job: Job, app: Pick<AppResult, 'name' | 'origin'>, marks: AppMark[]): void {
  const apps = job.findings.apps ?? [];
  const same = (other: AppResult) => (app.origin ? other.origin === app.origin : other.name === app.name);
  const at = apps.findIndex(same);
  const listed = job.realm.apps.find(({ origin }) => origin === app.origin);
  const named = { name: listed?.label ?? app.name, ...(app.origin && { origin: app.origin }) };
  const known = apps[at] ?? { ...named, marks: [] };
  const marked = { ...known, marks: [...new Set([...known.marks, ...marks])] };
  job.findings = { ...job.findings, apps: at < 0 ? [...apps, marked] : apps.with(at, marked) };
}

/**
 * Says how a realm's sign-out ended. Only where nothing is left to end are the tokens forgotten, and only after the
 * result is stored.
 */
export async function reportEnd(job: Job, outcome: Outcome, ports: Ports): Promise<void> {
  const tookMs = ports.clock.now() - job.startedAt;
  const end = { ...outcome, tookMs };
  const status: RealmStatus = { ...end, state: endState(outcome), runId: job.runId };
  if (status.state !== 'signed-out') {
    const session = await readSession(ports.session, job.realm.id, job.realm.issuer);
    if (session) Object.assign(status, { userName: session.userName, since: session.since });
  }
  await ports.session.set({
    [rowKey(job.runId, job.realm.id)]: { ...rowOf(job), ...job.findings, ...end },
    [STATUS + job.realm.id]: status,
  });
  if (status.state === 'signed-out') await forgetSession(ports.session, job.realm.id);
}

/**
 * Finds the job behind a stored row, as after a stop of the worker.
 * @returns null where the row is no longer kept.
 */
export async function findJob(
  realm: Realm,
  runId: string,
  ports: Ports,
): Promise<{ job: Job; row: RunRow } | null> {
  const run = (await ports.session.get([RUN + runId]))[RUN + runId] as StoredRun | undefined;
  const row = await readRow(ports.session, runId, realm.id);
  return run && row ? { job: jobOf(run, realm, findingsOf(row)), row } : null;
}

function jobOf(run: StoredRun, realm: Realm, findings: Findings): Job {
  return { realm, runId: run.id, startedAt: run.startedAt, appTabs: run.appTabs, findings };
}

function findingsOf({ apps, devicesEnded, providers }: RunRow): Findings {
  return {
    ...(apps && { apps }),
    ...(devicesEnded !== undefined && { devicesEnded }),
    ...(providers && { providers }),
  };
}

function workingRecords(
  job: Job,
  step: Step,
  ports: Ports,
  more: Pick<RunRow, 'tabId' | 'ended'> = {},
): Record<string, RealmStatus | RunRow> {
  const work = { step, worker: ports.worker };
  return {
    [rowKey(job.runId, job.realm.id)]: { ...rowOf(job), ...job.findings, ...work, ...more },
    [STATUS + job.realm.id]: { state: 'working', ...work, runId: job.runId },
  };
}

function rowOf({ realm }: Job): RunRow {
  return { realmId: realm.id, issuer: realm.issuer, label: realm.label };
}

function endState({ result }: Outcome): RealmStatus['state'] {
  if (result === 'failed') return 'failed';
  return result === 'unverified' ? 'unknown' : 'signed-out';
}
