import type { Area } from './ports.ts';
import { RUN, RUNS_KEPT, rowKey, type StoredRow, type StoredRun } from './records.ts';
import { storedRuns } from './runs.ts';
import { SESSION, type Session } from './sessions.ts';

/**
 * Removes all but the newest sign-outs, with their rows and the tokens of the sessions that they have ended: until then a later
 * act on one of them can prove anew. An older one stays while it is at work, and while a newer one shows its rows.
 */
export async function pruneRuns(area: Area): Promise<void> {
  const records = await area.get(null);
  const runs = storedRuns(records);
  const shown = new Set(runs.slice(0, RUNS_KEPT).flatMap(({ elsewhere }) => Object.values(elsewhere)));
  const old = runs.slice(RUNS_KEPT).filter((run) => !shown.has(run.id) && !isAtWork(records, run));
  const ids = new Set(old.map(({ id }) => id));
  const ended = Object.entries(records).filter(
    ([key, value]) => key.startsWith(SESSION) && ids.has((value as Session).endedIn ?? ''),
  );
  await area.remove([
    ...old.flatMap(({ id, realmIds }) => [RUN + id, ...realmIds.map((realmId) => rowKey(id, realmId))]),
    ...ended.map(([key]) => key),
  ]);
}

function isAtWork(records: Record<string, unknown>, { id, realmIds }: StoredRun): boolean {
  return realmIds.some((realmId) => {
    const row = records[rowKey(id, realmId)] as StoredRow | undefined;
    return row !== undefined && row.tookMs === undefined;
  });
}
