import type { RealmStatus } from '../../contract/status.ts';
import { ignore } from '../../errors/ignore.ts';
import type { At } from '../../verdict/facts.ts';
import { isOut, judge, type Verdict } from '../../verdict/judge.ts';
import { factsOf, sidsOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { LEFT, RUN, rowKey, STATUS } from '../kernel/records.ts';
import { lastDeedBeside, storedRuns } from '../kernel/runs.ts';
import { type Session, sessionKey } from '../kernel/sessions.ts';
import type { RealmSignOut } from './act.ts';
import { leftBy } from './left.ts';

/**
 * Stores a realm's verdict, so that its row comes to rest. The tokens of sessions that are proven to have ended are kept as long as
 * the sign-out is, so that a later act on it can prove anew; no look takes them for live ones.
 */
export async function finish(act: RealmSignOut, ports: Ports): Promise<void> {
  act.row.tookMs = ports.clock.now() - act.run.startedAt;
  delete act.row.step;
  await storeVerdict(act, ports).catch(() => storeUnproven(act, ports));
}

async function storeVerdict(act: RealmSignOut, ports: Ports): Promise<void> {
  const { realm, run, row } = act;
  const verdict = judge(act.facts, act.asked, await lastDeedNear(act, ports));
  const ended = isOut(verdict.is) ? await endedSessions(act, ports) : {};
  // What is still to be stored of the row comes before, or says the same.
  await ports.session.set({
    ...ended,
    [rowKey(run.id, realm.id)]: { ...row, worker: ports.worker },
    [STATUS + realm.id]: statusAfter(act, verdict),
    [LEFT + realm.id]: leftBy(verdict, act.facts),
  });
}

/**
 * Where the verdict could not be stored, as where storage is full, its row makes room for the word that it could not be finished: else it
 * would be at work for ever. Where not even that goes, there is no sign-out to show.
 */
async function storeUnproven({ realm, run, row, asked }: RealmSignOut, ports: Ports): Promise<void> {
  const { moments, session, worker } = ports;
  const [rowAt, statusAt] = [rowKey(run.id, realm.id), STATUS + realm.id];
  const facts = [{ f: 'given-up' as const, at: moments.next() }];
  const { is, failure } = judge(facts, asked);
  const status: RealmStatus = { state: STATES[is], verdict: is, runId: run.id, ...(failure && { failure }) };
  try {
    await session.remove([rowAt, statusAt]);
    await session.set({ [rowAt]: { ...row, facts, toTell: [], worker }, [statusAt]: status });
  } catch {
    await session.remove([RUN + run.id]).catch(ignore);
  }
}

/** Another sign-out may be at work on a realm that shares an app or a host with this one: its deeds count as well. */
async function lastDeedNear({ run, row }: RealmSignOut, { session }: Ports): Promise<At> {
  const records = await session.get(null);
  return Math.max(...[run, ...storedRuns(records)].map((one) => lastDeedBeside(records, one, row)));
}

async function endedSessions({ realm, run, facts }: RealmSignOut, ports: Ports): Promise<object> {
  const keys = sidsOf(facts).map((sid) => sessionKey(realm.id, sid));
  const sessions = Object.entries(await ports.session.get(keys)) as [string, Session][];
  return Object.fromEntries(sessions.map(([key, session]) => [key, { ...session, endedIn: run.id }]));
}

const STATES: Record<Verdict['is'], RealmStatus['state']> = {
  'signed-out': 'signed-out',
  nothing: 'signed-out',
  'not-proven': 'unknown',
  'may-remain': 'failed',
  somebody: 'failed',
  again: 'failed',
};

function statusAfter({ facts, row, run }: RealmSignOut, { is, failure }: Verdict): RealmStatus {
  const last = factsOf(facts, 'session').at(-1);
  return {
    state: STATES[is],
    verdict: is,
    runId: run.id,
    ...(row.tookMs !== undefined && { tookMs: row.tookMs }),
    ...(failure && { failure }),
    ...(!isOut(is) && last && { userName: last.user, since: last.since }),
  };
}
