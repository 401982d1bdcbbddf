import type { ActivityRealm, SignOutActivity } from '../../contract/activity.ts';
import type { Run } from '../../contract/status.ts';
import type { AppStanding } from '../../verdict/beside.ts';
import { headlineOf } from '../../verdict/headline.ts';
import { isOut, judge } from '../../verdict/judge.ts';
import { factsOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { RUN, type StoredRun } from '../kernel/records.ts';
import { rowIn, runsFrom } from '../kernel/runs.ts';

/** Has a sign-out that has come to rest kept among what was done, as its page says it. */
export async function noteSignOut(
  runId: string,
  { activity, session }: Pick<Ports, 'activity' | 'session'>,
): Promise<void> {
  const records = await session.get(null);
  const stored = records[RUN + runId] as StoredRun | undefined;
  const run = runsFrom(records, judge).find(({ id }) => id === runId);
  if (!stored || !run) return;
  await activity.add(activityOf(run, stored, records));
  await session.set({ [RUN + runId]: { ...stored, noted: true } satisfies StoredRun });
}

function activityOf(run: Run, stored: StoredRun, records: Record<string, unknown>): SignOutActivity {
  const { id, startedAt: at, scope, rows } = run;
  const apps: SignOutActivity['apps'] = { out: 0, cleared: 0, unknown: 0, open: 0 };
  for (const state of rows.flatMap(({ verdict }) => verdict.apps.map((app): AppStanding => app.state)))
    apps[state] += 1;
  return {
    kind: 'sign-out',
    id,
    at,
    by: stored.by ?? 'popup',
    realms: rows.map(({ realmId, label }) => namedRealm(label, rowIn(records, stored, realmId)?.facts ?? [])),
    tookMs: Math.max(...rows.map(({ tookMs }) => tookMs ?? 0)),
    headline: headlineOf(rows, { scope }),
    proven: rows.filter(({ verdict }) => isOut(verdict.is)).length,
    apps,
  };
}

function namedRealm(label: string, facts: Parameters<typeof factsOf>[0]): ActivityRealm {
  const user = factsOf(facts, 'session').at(-1)?.user;
  return { label, ...(user && { user }) };
}
