import type { StartedBy } from '../../contract/activity.ts';
import type { AppAlone, RealmStatus, Step } from '../../contract/status.ts';
import type { App, AppTabs, Show } from '../../settings/schema.ts';
import type { Asked, Fact } from '../../verdict/facts.ts';
import type { AppTab } from './browser-ports.ts';
import type { KeyedArea } from './ports.ts';

/** The prefix of the records that hold what pages show of a realm; free of tokens. */
export const STATUS = 'status:';

/** The prefix of the records that hold one sign-out each; free of tokens. */
export const RUN = 'run:';

/** The prefix of the records that hold one realm's part in a sign-out; free of tokens. */
export const ROW = 'row:';

/** The prefix of the records that hold a realm's test; free of tokens. */
export const TEST = 'test:';

/** The prefix of the records that hold what a realm's last sign-out left, or may have; free of tokens. */
export const LEFT = 'left:';

/** The prefix of the records that hold signing out of one app alone each; free of tokens. */
export const ALONE = 'alone:';

/** How many sign-outs stay readable on their pages. */
export const RUNS_KEPT = 5;

/**
 * A sign-out as stored. `realmIds` are all that it is to cover; a realm that another sign-out was working on at the click has
 * that one's id in `elsewhere`.
 */
export type StoredRun = {
  id: string;
  startedAt: number;
  scope: Asked['scope'];
  realmIds: string[];
  elsewhere: Record<string, string>;
  appTabs: AppTabs;
  show: Show;
  /** What has started it; missing in one of an earlier version. */
  by?: StartedBy;
  /** Apps that a realm names are cleared too: an admin has agreed for all. */
  clearsNamed?: true;
  /** Its page was opened, or needs not be. */
  shown?: true;
  /** It stands in the activity that is kept. */
  noted?: true;
};

/** One realm's part in a sign-out as stored, free of tokens: its facts only ever grow. */
export type StoredRow = {
  realmId: string;
  issuer: string;
  /** The client that it was begun through. */
  clientId: string;
  label: string;
  /** Its apps as they were then: some may be cleared for this once. */
  apps: App[];
  facts: Fact[];
  /** How often it was begun. */
  begun: number;
  /** When it is given up, milliseconds since 1970. */
  deadline: number;
  /** The realms whose deeds touch this one: they share a host or an app with it. */
  shares: string[];
  /** Whether the person's sessions on other devices are to end too. */
  otherDevices: boolean;
  /** Nobody has named or kept the realm: it was found by its cookie. */
  onlyFound?: boolean;
  /** The apps' addresses on the OP's front-channel page that have not been opened yet. */
  toTell: string[];
  /** The apps' tabs that show a blank page while their data is removed, to be loaded again by whichever worker. */
  toLoad: AppTab[];
  step?: Step;
  /** The worker instance that is at work on it. */
  worker?: string;
  /** Set once it has its verdict. */
  tookMs?: number;
};

/** Signing out of one app alone as stored: its facts only ever grow. */
export type StoredAlone = Omit<AppAlone, 'verdict'> &
  Pick<StoredRow, 'facts' | 'toLoad'> & {
    /** Nothing more is to be done. */
    isOver?: true;
    /** The worker instance that is at work on it. */
    worker: string;
    /** Unsaved input in its tabs is to go. */
    discards: boolean;
    /** Nobody has named or kept the realm. */
    onlyFound: boolean;
  };

/** The key of a realm's part in a sign-out. */
export function rowKey(runId: string, realmId: string): string {
  return `${ROW}${runId}:${realmId}`;
}

/** The key of signing out of one app alone. */
export function aloneKey(realmId: string, key: string): string {
  return `${ALONE}${encodeURIComponent(realmId)}:${key}`;
}

/** Reads the status of a realm; a realm never asked is unknown. */
export async function readStatus(area: KeyedArea, realmId: string): Promise<RealmStatus> {
  return (await readOne<RealmStatus>(area, STATUS + realmId)) ?? { state: 'unknown' };
}

/**
 * Says how a realm stands. Where that cannot be stored, as where storage is full, what was said before is taken back: no row is to say for
 * ever that it is being asked.
 */
export function writeStatus(area: KeyedArea, realmId: string, status: RealmStatus): Promise<void> {
  const key = STATUS + realmId;
  return area.set({ [key]: status }).catch(() => area.remove([key]));
}

/** Reads one value; null where there is none. */
export async function readOne<T>(area: KeyedArea, key: string): Promise<T | null> {
  return ((await area.get([key]))[key] as T | undefined) ?? null;
}
