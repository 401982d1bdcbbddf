import type { RealmStatus } from '../../contract/status.ts';
import { isOut, judge, type Verdict } from '../../verdict/judge.ts';
import { factsOf, sidsOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { rowKey, STATUS } from '../kernel/records.ts';
import { lastDeedBeside } from '../kernel/runs.ts';
import { readSession, writeSession } from '../kernel/sessions.ts';
import type { RealmSignOut } from './act.ts';

/**
 * Stores a realm's verdict, so that its row comes to rest. The tokens of sessions that are proven to have ended are kept as long as
 * the sign-out is, so that a later act on it can prove anew; no look takes them for live ones.
 */
export async function finish(act: RealmSignOut, ports: Ports): Promise<void> {
  const { realm, run, row } = act;
  // What is under way is stored first, so that it cannot come after the verdict.
  await act.keep();
  row.tookMs = ports.clock.now() - run.startedAt;
  delete row.step;
  const verdict = judge(act.facts, act.asked, lastDeedBeside(await ports.session.get(null), run, row));
  if (isOut(verdict.is)) await markEnded(act, ports);
  await ports.session.set({
    [rowKey(run.id, realm.id)]: row,
    [STATUS + realm.id]: statusAfter(act, verdict),
  });
}

async function markEnded({ realm, run, facts }: RealmSignOut, ports: Ports): Promise<void> {
  for (const sid of sidsOf(facts)) {
    const session = await readSession(ports.session, realm.id, sid);
    if (session) await writeSession(ports.session, realm.id, { ...session, endedIn: run.id });
  }
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
