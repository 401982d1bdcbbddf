import type { RunRow } from '../../contract/status.ts';
import {
  type AppVerdict,
  type DevicesVerdict,
  isAppDone,
  type ProviderVerdict,
} from '../../verdict/beside.ts';
import { isOut, type Verdict } from '../../verdict/judge.ts';
import type { RunNow } from './latest-run.ts';

/** Something that is left although the session of its realm has ended. */
export type Beside = { row: RunRow } & (
  | { app: AppVerdict }
  | { provider: ProviderVerdict }
  | { devices: DevicesVerdict }
  | { untold: true }
);

/** A sign-out in the order in which its page shows it: realms that are left, what else is left, and the rest. */
export type Groups = { left: RunRow[]; beside: Beside[]; rest: RunRow[] };

/**
 * Sorts what a sign-out comes to into what is left and what is proven. Until every realm has its first verdict all stay together,
 * in their places; a realm that is tried again stays among what is left.
 */
export function groupsOf({ rows, again }: RunNow): Groups {
  const together = again.length === 0 && rows.some(({ step }) => step);
  if (together) return { left: [], beside: [], rest: rows };
  const left = rows.filter((row) => !isRest(row));
  const rest = rows.filter(isRest);
  return { left, beside: rest.flatMap(besideOf), rest: rest.map(provenOf) };
}

function isRest({ step, verdict }: RunRow): boolean {
  return !step && isOut(verdict.is);
}

function besideOf(row: RunRow): Beside[] {
  const { apps, appsUntold, providers, devices } = row.verdict;
  return [
    ...providers.filter(({ is }) => is !== 'out').map((provider) => ({ row, provider })),
    ...apps.filter((app) => !isAppDone(app)).map((app) => ({ row, app })),
    ...(appsUntold ? [{ row, untold: true as const }] : []),
    ...(devices && !devices.ended ? [{ row, devices }] : []),
  ];
}

/** The same row without what is left: that stands above it, with its reason. */
function provenOf(row: RunRow): RunRow {
  const { is, failure, apps, providers, devices } = row.verdict;
  const verdict: Verdict = {
    is,
    apps: apps.filter(isAppDone),
    providers: providers.filter((provider) => provider.is === 'out'),
    ...(failure && !(devices && !devices.ended) && { failure }),
    ...(devices?.ended && { devices }),
  };
  return { ...row, verdict };
}

/** Tells what is left apart within a page. */
export function keyOf(left: Beside): string {
  const { realmId } = left.row;
  if ('app' in left) return `app ${realmId} ${left.app.key}`;
  if ('untold' in left) return `apps ${realmId}`;
  return 'provider' in left ? `provider ${realmId} ${left.provider.alias}` : `devices ${realmId}`;
}
