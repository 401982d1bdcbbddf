import type { Area } from './ports.ts';
import { RUN, RUNS_KEPT, rowKey } from './records.ts';
import { storedRuns } from './runs.ts';
import { SESSION, type Session } from './sessions.ts';

/**
 * Removes all but the newest sign-outs, with their rows and the tokens of the sessions that they have ended: until then a later
 * act on one of them can prove anew.
 */
export async function pruneRuns(area: Area): Promise<void> {
  const records = await area.get(null);
  const old = storedRuns(records).slice(RUNS_KEPT);
  const ids = new Set(old.map(({ id }) => id));
  const ended = Object.entries(records).filter(
    ([key, value]) => key.startsWith(SESSION) && ids.has((value as Session).endedIn ?? ''),
  );
  await area.remove([
    ...old.flatMap(({ id, realmIds }) => [RUN + id, ...realmIds.map((realmId) => rowKey(id, realmId))]),
    ...ended.map(([key]) => key),
  ]);
}
