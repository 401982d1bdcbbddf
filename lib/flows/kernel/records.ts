import type { RealmStatus, Step } from '../../contract/status.ts';
import type { SessionDetails } from '../../keycloak/account.ts';
import type { AppTabs, Show } from '../../settings/schema.ts';
import type { Asked, Fact, Sid } from '../../verdict/facts.ts';
import { LIMITS } from './limits.ts';
import type { Area, Clock } from './ports.ts';

/** A resource of the OP that an access token opens while its session lives. */
export type TokenResource = 'userinfo' | 'account';

/** What is remembered of an SSO session: all that ends and verifies it. Holds tokens: never leaves `storage.session`. */
export type Session = {
  issuer: string;
  /** The OP's `sid`; where it has none, what else tells its sessions apart. */
  sid: Sid;
  /** Whether `sid` is the OP's own word. */
  sidOfOp: boolean;
  /** The client through which its tokens came: a hint with another one is refused. */
  clientId: string;
  idToken: string;
  accessToken: string;
  /** Until when the access token is good, milliseconds since 1970. */
  expiresAt: number;
  userName: string;
  /** When the person signed in, milliseconds since 1970. */
  since: number;
  /** When its tokens were taken, milliseconds since 1970. */
  takenAt: number;
  /** When the OP last accepted the access token, milliseconds since 1970; only then does its refusal prove anything. */
  acceptedAt?: number;
  /** Which resource accepted it: only that one's refusal says anything. */
  acceptedBy?: TokenResource;
  /** What the session holds, where the OP has told it. */
  details?: SessionDetails;
  /** The sign-out that has proven its end; its tokens are kept as long as that one is. */
  endedIn?: string;
};

/** A request in a tab that waits for its answer. */
export type Pending = {
  realmId: string;
  runId: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The tab that has brought the answer. */
  takenBy?: number;
};

/** A form that a page of ours sends on, once; it may hold a hint. */
export type PendingForm = {
  action: string;
  method: 'get' | 'post';
  fields: Record<string, string>;
  createdAt: number;
  takenBy?: number;
};

/** The prefix of the records that hold a remembered session each, with its tokens; the realm and the `sid` follow. */
export const SESSION = 'session:';
const PENDING = 'pending:';
const FORM = 'form:';

/** The prefix of the records that say that a realm's client is recognised by `prompt=none` in this browser. */
const RECOGNISES = 'recognises:';

/** The prefix of the records that say that a realm's next sign-out needs a document that runs. */
const NEEDS_DOCUMENT = 'document:';

/** The prefix of the records that hold what pages show of a realm; free of tokens. */
export const STATUS = 'status:';

/** The prefix of the records that hold one sign-out each; free of tokens. */
export const RUN = 'run:';

/** The prefix of the records that hold one realm's part in a sign-out; free of tokens. */
export const ROW = 'row:';

/** The prefix of the records that hold a realm's test; free of tokens. */
export const TEST = 'test:';

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
};

/** One realm's part in a sign-out as stored, free of tokens: its facts only ever grow. */
export type StoredRow = {
  realmId: string;
  issuer: string;
  label: string;
  facts: Fact[];
  /** How often it was begun. */
  begun: number;
  /** When it is given up, milliseconds since 1970. */
  deadline: number;
  /** The realms whose deeds touch this one: they share a host or an app with it. */
  shares: string[];
  /** Whether the person's sessions on other devices are to end too. */
  otherDevices: boolean;
  /** The apps' addresses on the OP's front-channel page that have not been opened yet. */
  toTell: string[];
  step?: Step;
  /** The worker instance that is at work on it. */
  worker?: string;
  /** Set once it has its verdict. */
  tookMs?: number;
};

/** The key of a realm's part in a sign-out. */
export function rowKey(runId: string, realmId: string): string {
  return `${ROW}${runId}:${realmId}`;
}

/** Reads the remembered sessions of a realm, oldest first. A session of another issuer does not count. */
export async function readSessions(area: Area, realmId: string, issuer: string): Promise<Session[]> {
  const prefix = sessionKey(realmId, '');
  const all = await area.get(null);
  const kept = Object.entries(all).flatMap(([key, value]) =>
    key.startsWith(prefix) && (value as Session).issuer === issuer ? [value as Session] : [],
  );
  return kept.sort((a, b) => a.takenAt - b.takenAt);
}

/** Reads one remembered session. */
export function readSession(area: Area, realmId: string, sid: Sid): Promise<Session | null> {
  return readOne<Session>(area, sessionKey(realmId, sid));
}

/** Remembers a session of a realm, beside those that are remembered already. */
export function writeSession(area: Area, realmId: string, session: Session): Promise<void> {
  return area.set({ [sessionKey(realmId, session.sid)]: session });
}

/** Forgets all sessions of a realm. */
export async function forgetSessions(area: Area, realmId: string): Promise<void> {
  const keys = Object.keys(await area.get(null));
  await area.remove(keys.filter((key) => key.startsWith(sessionKey(realmId, ''))));
}

/** Remembers that a realm's client is recognised by `prompt=none` in this browser. */
export function markRecognised(area: Area, realmId: string, clientId: string): Promise<void> {
  return area.set({ [RECOGNISES + realmId]: clientId });
}

/** Whether a realm's client has been recognised by `prompt=none` in this browser. */
export async function isRecognised(area: Area, realmId: string, clientId: string): Promise<boolean> {
  return (await readOne<string>(area, RECOGNISES + realmId)) === clientId;
}

/** Remembers whether a realm's next sign-out needs a document that runs, as its page could not be read. */
export function markNeedsDocument(area: Area, realmId: string): Promise<void> {
  return area.set({ [NEEDS_DOCUMENT + realmId]: true });
}

/** Whether a realm's sign-out needs a document that runs. */
export async function needsDocument(area: Area, realmId: string): Promise<boolean> {
  return (await readOne<true>(area, NEEDS_DOCUMENT + realmId)) ?? false;
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
export function takePending(area: Area, clock: Clock, state: string, tabId: number): Promise<Pending | null> {
  return takeOnce<Pending>(area, clock, PENDING + state, tabId);
}

/** Stores a form before the page that sends it on is opened. */
export function writeForm(area: Area, key: string, form: PendingForm): Promise<void> {
  return area.set({ [FORM + key]: form });
}

/** Takes a stored form, as `takePending` takes a request. */
export function takeForm(area: Area, clock: Clock, key: string, tabId: number): Promise<PendingForm | null> {
  return takeOnce<PendingForm>(area, clock, FORM + key, tabId);
}

async function takeOnce<T extends { createdAt: number; takenBy?: number }>(
  area: Area,
  clock: Clock,
  key: string,
  tabId: number,
): Promise<T | null> {
  const waiting = await readOne<T>(area, key);
  if (!waiting || clock.now() - waiting.createdAt > LIMITS.pending) return null;
  if (waiting.takenBy !== undefined) return waiting.takenBy === tabId ? waiting : null;
  await area.set({ [key]: { ...waiting, takenBy: tabId } });
  return waiting;
}

/** Removes requests and forms that nobody took within their limit. */
export async function sweepPending(area: Area, clock: Clock): Promise<void> {
  const all = await area.get(null);
  const old = Object.entries(all).filter(
    ([key, value]) =>
      (key.startsWith(PENDING) || key.startsWith(FORM)) &&
      clock.now() - (value as Pending).createdAt > LIMITS.pending,
  );
  await area.remove(old.map(([key]) => key));
}

/** Reads the status of a realm; a realm never asked is unknown. */
export async function readStatus(area: Area, realmId: string): Promise<RealmStatus> {
  return (await readOne<RealmStatus>(area, STATUS + realmId)) ?? { state: 'unknown' };
}

/** Reads one value; null where there is none. */
export async function readOne<T>(area: Area, key: string): Promise<T | null> {
  return ((await area.get([key]))[key] as T | undefined) ?? null;
}

function sessionKey(realmId: string, sid: Sid): string {
  return `${SESSION}${encodeURIComponent(realmId)}:${sid}`;
}
