import type { Run, RunRow } from '../../contract/status.ts';
import type { Verdict } from '../../verdict/judge.ts';

/** A sign-out as it stands now; `again` are the realms that a later sign-out has tried again. */
export type RunNow = Run & { again: string[] };

type Try = { row: RunRow; startedAt: number };

/**
 * A sign-out as it stands now: a realm that was tried again later shows its latest try. What an earlier one has left beside the
 * session and the latest says nothing of stays: by then the OP no longer names it.
 * @param runs newest first.
 * @returns undefined where the sign-out is not among them.
 */
export function latestRun(runs: readonly Run[], id: string): RunNow | undefined {
  const at = runs.findIndex((run) => run.id === id);
  const run = runs[at];
  if (!run) return undefined;
  const since = runs.slice(0, at + 1).reverse();
  const tries = run.rows.map((row) => triesOf(since, row));
  const latest = tries.map((one) => one.reduce(over));
  return {
    ...run,
    startedAt: Math.max(run.startedAt, ...latest.map(({ startedAt }) => startedAt)),
    rows: latest.map(({ row }) => row),
    again: tries.filter((one) => one.length > 1).flatMap(([first]) => first?.row.realmId ?? []),
  };
}

/** @param since the sign-out itself and all later ones, oldest first. */
function triesOf(since: readonly Run[], { realmId }: RunRow): Try[] {
  return since.flatMap(({ rows, startedAt }) => {
    const row = rows.find((one) => one.realmId === realmId);
    return row ? [{ row, startedAt }] : [];
  });
}

function over(before: Try, after: Try): Try {
  return { ...after, row: { ...after.row, verdict: verdictOver(before.row.verdict, after.row.verdict) } };
}

/** To find nobody once a session is proven to have ended is no news. */
function verdictOver(before: Verdict, after: Verdict): Verdict {
  const devices = after.devices ?? before.devices;
  return {
    ...after,
    is: before.is === 'signed-out' && after.is === 'nothing' ? before.is : after.is,
    apps: latestBy(({ key }) => key, [...before.apps, ...after.apps]),
    ...((before.appsUntold || after.appsUntold) && { appsUntold: true as const }),
    providers: latestBy(({ alias }) => alias, [...before.providers, ...after.providers]),
    ...(devices && { devices }),
  };
}

/** Each once, in its first place, as it was last. */
function latestBy<T>(keyOf: (one: T) => string, all: T[]): T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
