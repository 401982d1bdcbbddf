import type { RealmStatus } from '../../contract/status.ts';
import { ignore } from '../../errors/ignore.ts';
import type { Realm } from '../../settings/schema.ts';
import type { At } from '../../verdict/facts.ts';
import { deedsOf, standingTabOf } from '../../verdict/reading.ts';
import { noteSignOut } from '../activity/note-sign-out.ts';
import { forgetRemoved } from '../kernel/forget-removed.ts';
import { closeLeftTabs } from '../kernel/hidden-tabs.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Lock } from '../kernel/locks.ts';
import { sweepPending } from '../kernel/pending.ts';
import type { Ports } from '../kernel/ports.ts';
import { pruneRuns } from '../kernel/prune-runs.ts';
import { ROW, rowKey, STATUS, type StoredRow, type StoredRun } from '../kernel/records.ts';
import { storedRuns } from '../kernel/runs.ts';
import { createAct, type RealmSignOut } from './act.ts';
import { resumeApps } from './one-app.ts';
import { type ResultPage, resultPage } from './result-page.ts';
import { atRest, workOn } from './start.ts';
import { createTogether } from './together.ts';

/**
 * Takes up what an earlier instance of the worker left: every sign-out that has no verdict begins again with what is known, and looks
 * and sign-ins that were under way are marked, so that no row works forever.
 * @returns when all of it is being worked on again or marked; whoever woke the worker does not wait for a sign-out.
 */
export async function resume(realms: Realm[], ports: Ports): Promise<void> {
  const { session, clock } = ports;
  // Not waited for: a tab that the browser has frozen may not answer.
  void closeLeftTabs(ports).catch(ignore);
  await Promise.all([sweepPending(session, clock), pruneRuns(session), forgetRemoved(realms, ports)]);
  const records = await ports.session.get(null);
  // A clock that was put back would make an old sign-out the latest word on its realms.
  ports.moments.after(lastMoment(records));
  for (const run of storedRuns(records)) {
    await giveUpRemoved(run, records, realms, ports);
    beginAgain(run, records, realms, ports);
  }
  resumeApps(records, realms, ports);
  await Promise.all(realms.map((realm) => unmark(realm, records, ports)));
}

/** The latest moment that an earlier instance of the worker gave to anything that is stored. */
function lastMoment(records: Record<string, unknown>): At {
  const rows = Object.entries(records).flatMap(([key, value]) =>
    key.startsWith(ROW) ? (value as StoredRow).facts : [],
  );
  return Math.max(0, ...storedRuns(records).map(({ startedAt }) => startedAt), ...rows.map(({ at }) => at));
}

/** A realm that was taken out of the settings meanwhile is asked no more; what is known of it stands. */
async function giveUpRemoved(
  run: StoredRun,
  records: Record<string, unknown>,
  realms: Realm[],
  { clock, moments, session, worker }: Ports,
): Promise<void> {
  for (const realmId of run.realmIds) {
    const key = rowKey(run.id, realmId);
    const row = records[key] as StoredRow | undefined;
    if (!row || row.tookMs !== undefined || realms.some(({ id }) => id === realmId)) continue;
    // This very worker is at work on it, and says itself what came of it.
    if (row.worker === worker) continue;
    const { step: _, ...rest } = row;
    const facts = [...row.facts, { f: 'given-up' as const, at: moments.next() }];
    await session.set({ [key]: { ...rest, facts, tookMs: clock.now() - run.startedAt } satisfies StoredRow });
  }
}

/** A tab of the OP that has come back, or was led to the page. */
function isShownInTab({ facts }: StoredRow): boolean {
  const last = deedsOf(facts).findLast(({ way }) => way === 'tab');
  return last !== undefined && !['under-way', 'closed', 'timed-out'].includes(last.landing);
}

/** Whether an earlier instance of the worker has got its verdicts and was stopped before it could show them; said once to each instance. */
function isLeftToShow(
  { id, show, shown }: StoredRun,
  rows: StoredRow[],
  { locks, worker }: Pick<Ports, 'locks' | 'worker'>,
): boolean {
  const isLeft = (row: StoredRow): boolean => row.tookMs !== undefined && row.worker !== worker;
  // Asked once more while the page is being opened, it would open a second one.
  return show === 'tab' && !shown && rows.every(isLeft) && locks.signOut(id, id) !== null;
}

type Begun = { act: RealmSignOut; lock: Lock };

/** The realms of one sign-out begin together, as they wait for each other. */
function beginAgain(run: StoredRun, records: Record<string, unknown>, realms: Realm[], ports: Ports): void {
  const rows = run.realmIds.flatMap((id) => (records[rowKey(run.id, id)] as StoredRow | undefined) ?? []);
  const page = resultPage(run, ports, rows.filter(isShownInTab).length);
  const begun = realms.flatMap((realm): Begun[] => {
    const row = records[rowKey(run.id, realm.id)] as StoredRow | undefined;
    if (!row || row.tookMs !== undefined || row.worker === ports.worker) return [];
    const lock = ports.locks.signOut(realm.id, run.id);
    return lock ? [{ act: again(realm, run, row, realms, page, ports), lock }] : [];
  });
  if (begun.length === 0 && !isLeftToShow(run, rows, ports)) return void noteLate(run, rows, ports);
  const together = createTogether(begun.map(({ act }) => act.realm));
  const work = begun.map(({ act, lock }) => workOn(act, lock, together, ports));
  void atRest(run.id, work, page, ports);
}

/** A worker that was stopped between the last verdict and its being kept has the next one keep it. */
async function noteLate({ id, noted }: StoredRun, rows: StoredRow[], ports: Ports): Promise<void> {
  const isLeft = rows.every(({ tookMs, worker }) => tookMs !== undefined && worker !== ports.worker);
  if (!noted && isLeft) await noteSignOut(id, ports).catch(ignore);
}

function again(
  realm: Realm,
  run: StoredRun,
  row: StoredRow,
  realms: Realm[],
  page: ResultPage,
  ports: Ports,
): RealmSignOut {
  const issuers = realms.map(({ issuer }) => issuer);
  const together = realms.filter(({ id }) => run.realmIds.includes(id)).map(({ issuer }) => issuer);
  // Waiting for a person is no failure of the worker: the stored deadline ends it.
  const begins = row.begun + (standingTabOf(row.facts) ? 0 : 1);
  // A clock that was put back would have it wait for as long again.
  const deadline = Math.min(row.deadline, ports.clock.now() + LIMITS.signOut);
  const begun = { ...row, begun: begins, deadline };
  // Its sessions were found, and their hints given, through the client that the settings named then. Of its apps some may be blank.
  const as = { ...realm, clientId: row.clientId, apps: row.apps };
  const act = createAct({ realm: as, run, row: begun, issuers, together, page }, ports);
  void act.keep();
  return act;
}

async function unmark(realm: Realm, records: Record<string, unknown>, ports: Ports): Promise<void> {
  const status = records[STATUS + realm.id] as RealmStatus | undefined;
  if (status?.worker === undefined || status.worker === ports.worker) return;
  if (status.step === 'signing-in') {
    const failure = { code: 'interrupted' as const, details: [] };
    return ports.session.set({ [STATUS + realm.id]: { state: 'failed', failure } satisfies RealmStatus });
  }
  if (status.state === 'working') return;
  const { checking: _, worker: __, ...known } = status;
  await ports.session.set({ [STATUS + realm.id]: known });
}
