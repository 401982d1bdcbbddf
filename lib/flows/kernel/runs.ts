import type { Run, RunRow } from '../../contract/status.ts';
import type { Asked, At, Fact } from '../../verdict/facts.ts';
import { lastDeedOf } from '../../verdict/reading.ts';
import { RUN, rowKey, type StoredRow, type StoredRun } from './records.ts';

/** The judge, or as much of it as a page shows: a part that is not asked for is not loaded either. */
export type Judge<V> = (facts: readonly Fact[], asked: Pick<Asked, 'otherDevices'>, lastDeed: At) => V;

/**
 * Puts the sign-outs among stored records together with their rows, newest first; each row is judged by its facts.
 * @param records whatever the area holds.
 */
export function runsFrom<V>(records: Record<string, unknown>, judge: Judge<V>): Run<V>[] {
  return storedRuns(records).map((run) => {
    const { id, startedAt, scope } = run;
    let rows: RunRow<V>[] | undefined;
    const shown = {
      id,
      startedAt,
      scope,
      // Judged once somebody looks: few of all that are kept are shown.
      get rows() {
        rows ??= rowsOf(records, run, judge);
        return rows;
      },
    };
    return shown;
  });
}

function rowsOf<V>(records: Record<string, unknown>, run: StoredRun, judge: Judge<V>): RunRow<V>[] {
  return run.realmIds.map((realmId) => {
    const row = rowIn(records, run, realmId);
    return row ? shownRow(row, lastDeedBeside(records, run, row), judge) : missingRow(realmId, judge);
  });
}

/** The stored part of a realm in a sign-out, or in the one that was working on it at the click. */
export function rowIn(
  records: Record<string, unknown>,
  run: StoredRun,
  realmId: string,
): StoredRow | undefined {
  return records[rowKey(runIdOf(run, realmId), realmId)] as StoredRow | undefined;
}

function runIdOf({ id, elsewhere }: StoredRun, realmId: string): string {
  return (Object.hasOwn(elsewhere, realmId) ? elsewhere[realmId] : id) ?? id;
}

/** All stored sign-outs, newest first. */
export function storedRuns(records: Record<string, unknown>): StoredRun[] {
  return Object.entries(records)
    .flatMap(([key, value]) => (key.startsWith(RUN) ? [value as StoredRun] : []))
    .sort((a, b) => b.startedAt - a.startedAt);
}

/**
 * The moment of the last deed that touches a realm: its own, or one of those that share a host or an app with it. A row that another
 * sign-out was working on shares with the rows of that one.
 */
export function lastDeedBeside(records: Record<string, unknown>, run: StoredRun, row: StoredRow): At {
  const home = (records[RUN + runIdOf(run, row.realmId)] as StoredRun | undefined) ?? run;
  const beside = [home, run].flatMap((one) => one.realmIds.flatMap((id) => rowIn(records, one, id) ?? []));
  const touching = beside.filter(
    ({ realmId, shares }) => row.shares.includes(realmId) || shares.includes(row.realmId),
  );
  return Math.max(...[row, ...touching].map(({ facts }) => lastDeedOf(facts)));
}

function shownRow<V>(row: StoredRow, lastDeed: At, judge: Judge<V>): RunRow<V> {
  const { realmId, issuer, label, facts, step, tookMs } = row;
  const shown = { realmId, issuer, label, verdict: judge(facts, row, lastDeed) };
  return tookMs === undefined ? { ...shown, step: step ?? 'adopting' } : { ...shown, tookMs };
}

/** A realm of which there is no row: nothing is known of it yet, so a page says that it is at work, and no headline leaves it out. */
function missingRow<V>(realmId: string, judge: Judge<V>): RunRow<V> {
  const verdict = judge([], { otherDevices: false }, lastDeedOf([]));
  return { realmId, issuer: '', label: '', step: 'adopting', verdict };
}
