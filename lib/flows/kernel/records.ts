import type { RealmStatus, Run, RunRow } from '../../contract/status.ts';
import type { AppTabs } from '../../settings/schema.ts';
import { LIMITS } from './limits.ts';
import type { Area, Clock } from './ports.ts';

/** What is remembered of an SSO session: all that ends and verifies it. Holds tokens: never leaves `storage.session`. */
export type Session = {
  issuer: string;
  idToken: string;
  accessToken: string;
  sid?: string;
  userName: string;
  /** When the person signed in, milliseconds since 1970. */
  since: number;
  /** When its tokens were taken, milliseconds since 1970. */
  takenAt: number;
  /** Set once the OP has accepted the access token: only then does its refusal prove anything. */
  accepted?: boolean;
};

/** A request that waits for its answer. */
export type Pending = {
  purpose: 'end-in-tab';
  realmId: string;
  runId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The tab that has brought the answer. */
  takenBy?: number;
};

/** The prefix of the records that hold a remembered session each, with its tokens. */
export const SESSION = 'session:';
const PENDING = 'pending:';

/** The prefix of the records that hold what pages show of a realm; free of tokens. */
export const STATUS = 'status:';

/** The prefix of the records that hold one sign-out each; free of tokens. */
export const RUN = 'run:';

/** The prefix of the records that hold one realm's row of a sign-out; free of tokens. */
export const ROW = 'row:';

/** The prefix of the records that hold a realm's test; free of tokens. */
export const TEST = 'test:';

/** How many sign-outs stay readable on their pages. */
export const RUNS_KEPT = 5;

/** A sign-out as stored: its rows are records of their own, so that realms at work never overwrite each other. */
export type StoredRun = { id: string; startedAt: number; realmIds: string[]; appTabs: AppTabs };

/**
 * The key of a realm's row in a sign-out.
 */
export function rowKey(runId: string, realmId: string): string {
  return `${ROW}${runId}:${realmId}`;
}

/** Reads the remembered session of a realm. A session of another issuer does not count. */
export async function readSession(area: Area, realmId: string, issuer: string): Promise<Session | null> {
  const session = await readOne<Session>(area, SESSION + realmId);
  return session?.issuer === issuer ? session : null;
}

/** Remembers the session of a realm. */
export function writeSession(area: Area, realmId: string, session: Session): Promise<void> {
  return area.set({ [SESSION + realmId]: session });
}

/** Forgets the session of a realm. */
export function forgetSession(area: Area, realmId: string): Promise<void> {
  return area.remove([SESSION + realmId]);
}

/** Stores a request under its `state` before it is sent. */
export function writePending(area: Area, state: string, pending: Pending): Promise<void> {
  return area.set({ [PENDING + state]: pending });
}

/**
 * Takes the request that waits for a `state`. The first tab that brings it has it: another one gets nothing, the same one
 * may ask again, as a page does whose worker was stopped before it could answer.
 * @returns null where none waits for this tab, or where it is older than its limit of 10 minutes.
 */
export async function takePending(
  area: Area,
  clock: Clock,
  state: string,
  tabId: number,
): Promise<Pending | null> {
  const pending = await readOne<Pending>(area, PENDING + state);
  if (!pending || clock.now() - pending.createdAt > LIMITS.pending) return null;
  if (pending.takenBy !== undefined) return pending.takenBy === tabId ? pending : null;
  await area.set({ [PENDING + state]: { ...pending, takenBy: tabId } });
  return pending;
}

/** Removes requests that nobody answered within their limit. */
export async function sweepPending(area: Area, clock: Clock): Promise<void> {
  const all = await area.get(null);
  const old = Object.entries(all).filter(
    ([key, value]) => key.startsWith(PENDING) && clock.now() - (value as Pending).createdAt > LIMITS.pending,
  );
  await area.remove(old.map(([key]) => key));
}

/** Reads the status of a realm; a realm never asked is unknown. */
export async function readStatus(area: Area, realmId: string): Promise<RealmStatus> {
  return (await readOne<RealmStatus>(area, STATUS + realmId)) ?? { state: 'unknown' };
}

/** Reads one realm's row of a sign-out. */
export function readRow(area: Area, runId: string, realmId: string): Promise<RunRow | null> {
  return readOne<RunRow>(area, rowKey(runId, realmId));
}

/**
 * Puts the sign-outs among stored records together with their rows, newest first.
 * @param records whatever the area holds.
 */
export function runsFrom(records: Record<string, unknown>): Run[] {
  const stored = Object.entries(records).filter(([key]) => key.startsWith(RUN));
  const runs = stored.map(([, value]) => value as StoredRun).sort((a, b) => b.startedAt - a.startedAt);
  return runs.map(({ id, startedAt, realmIds }) => ({
    id,
    startedAt,
    rows: realmIds
      .map((realmId) => records[rowKey(id, realmId)] as RunRow | undefined)
      .filter((row) => row !== undefined),
  }));
}

/** Removes all but the newest sign-outs, with their rows. */
export async function pruneRuns(area: Area): Promise<void> {
  const old = runsFrom(await area.get(null)).slice(RUNS_KEPT);
  await area.remove(
    old.flatMap((run) => [RUN + run.id, ...run.rows.map((row) => rowKey(run.id, row.realmId))]),
  );
}

async function readOne<T>(area: Area, key: string): Promise<T | null> {
  return ((await area.get([key]))[key] as T | undefined) ?? null;
}
