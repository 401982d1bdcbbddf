import type { RealmStatus, RunRow } from '../../contract/status.ts';
import type { Realm } from '../../settings/schema.ts';
import type { Ports } from '../kernel/ports.ts';
import { pruneRuns, readStatus, STATUS, sweepPending, takePending } from '../kernel/records.ts';
import { finishInTab } from './end-in-tab.ts';
import { findJob, type Job, reportEnd } from './report.ts';
import { concludeWith } from './sign-out.ts';
import type { Outcome } from './verify.ts';

const INTERRUPTED = { code: 'interrupted', details: [] as string[] } as const;

/**
 * Takes up what an earlier instance of the worker left: a sign-out that waits for a tab goes on, anything else is marked
 * as interrupted, so that no row works forever.
 * @returns when every row is either marked or being worked on again.
 */
export async function resume(realms: Realm[], ports: Ports): Promise<void> {
  await Promise.all([sweepPending(ports.session, ports.clock), pruneRuns(ports.session)]);
  await Promise.all(realms.map((realm) => resumeRealm(realm, ports)));
}

async function resumeRealm(realm: Realm, ports: Ports): Promise<void> {
  const status = await readStatus(ports.session, realm.id);
  if (status.worker === undefined || status.worker === ports.worker) return;
  if (status.state !== 'working') return stopChecking(realm, status, ports);
  const found = status.runId ? await findJob(realm, status.runId, ports) : null;
  const tabId = found?.row.tabId;
  if (found && tabId !== undefined) return goOnInTab(found.job, tabId, ports);
  if (found?.row.ended) return goOn(found.job, async () => found.row.ended as Outcome, ports);
  if (found) return reportEnd(found.job, { result: 'failed', failure: INTERRUPTED }, ports);
  await ports.session.set({ [STATUS + realm.id]: { state: 'failed', failure: INTERRUPTED } });
}

async function stopChecking(realm: Realm, status: RealmStatus, ports: Ports): Promise<void> {
  const { checking: _, worker: __, ...known } = status;
  await ports.session.set({ [STATUS + realm.id]: known });
}

/** Runs on by itself: whoever woke the worker does not wait for a person. */
function goOnInTab(job: Job, tabId: number, ports: Ports): void {
  goOn(job, () => finishInTab(job, tabId, ports), ports);
}

function goOn(job: Job, work: () => Promise<Outcome>, ports: Ports): void {
  const lock = ports.locks.signOut(job.realm.id);
  if (lock) void concludeWith(job, work, ports).finally(lock.end);
}

/**
 * Takes the arrival of a tab on the signed-out page. Only a stored `state` makes it count, and in one
 * tab only.
 * @param search the page's query, as it stands in its address.
 * @returns the sign-out to show; null where no request waits for this `state`.
 */
export async function arrive(
  search: string,
  tabId: number,
  realms: Realm[],
  ports: Ports,
): Promise<string | null> {
  const state = new URLSearchParams(search).get('state');
  const pending = state ? await takePending(ports.session, ports.clock, state, tabId) : null;
  if (!pending) return null;
  ports.tabEvents.arrived(tabId);
  const realm = realms.find(({ id }) => id === pending.realmId);
  const found = realm && (await findJob(realm, pending.runId, ports));
  if (found && isOpen(found.row)) goOnInTab(found.job, tabId, ports);
  return pending.runId;
}

/** A tab may come back after its worker was stopped and its row marked; what has a result keeps it. */
function isOpen(row: RunRow): boolean {
  return row.result === undefined || row.failure?.code === 'interrupted';
}
