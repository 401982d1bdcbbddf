import type { SessionDetails } from '../../keycloak/account.ts';
import type { Sid } from '../../verdict/facts.ts';
import type { Stamp } from './browser-ports.ts';
import type { Area } from './ports.ts';
import { readOne } from './records.ts';

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
  /** The OP's `sub`. */
  person: string;
  /** When the person signed in, milliseconds since 1970. */
  since: number;
  /** When its tokens were taken, milliseconds since 1970. */
  takenAt: number;
  /** When the OP last accepted the access token, milliseconds since 1970; only then does its refusal prove anything. */
  acceptedAt?: number;
  /** Which resource accepted it: only that one's refusal says anything. */
  acceptedBy?: TokenResource;
  /** Its access token went with the offline session that had to be revoked: its refusal says nothing. */
  revoked?: true;
  /** What the session holds, where the OP has told it. */
  details?: SessionDetails;
  /** The browser's cookie as it was when that was asked. */
  stamp?: Stamp;
  /** The sign-out that has proven its end; its tokens are kept as long as that one is. */
  endedIn?: string;
};

/** The prefix of the records that hold a remembered session each, with its tokens; the realm and the `sid` follow. */
export const SESSION = 'session:';

/** The prefix of the records that say that a realm's client is recognised by `prompt=none` in this browser. */
export const RECOGNISES = 'recognises:';

/** The prefix of the records that say that a realm's next sign-out needs a document that runs. */
export const NEEDS_DOCUMENT = 'document:';

/** Reads the remembered sessions of a realm, oldest first. A session of another issuer does not count. */
export async function readSessions(area: Area, realmId: string, issuer: string): Promise<Session[]> {
  const all = Object.values(await area.get(await area.keys(sessionKey(realmId, '')))) as Session[];
  return all.filter((one) => one.issuer === issuer).sort((a, b) => a.takenAt - b.takenAt);
}

/** Whether any session of a realm is remembered. */
export async function hasSessions(area: Area, realmId: string): Promise<boolean> {
  return (await area.keys(sessionKey(realmId, ''))).length > 0;
}

/** Reads one remembered session. */
export function readSession(area: Area, realmId: string, sid: Sid): Promise<Session | null> {
  return readOne<Session>(area, sessionKey(realmId, sid));
}

/** Remembers a session of a realm, beside those that are remembered already. */
export function writeSession(area: Area, realmId: string, session: Session): Promise<void> {
  return area.set({ [sessionKey(realmId, session.sid)]: session });
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

/** The key of a remembered session. */
export function sessionKey(realmId: string, sid: Sid): string {
  return `${SESSION}${encodeURIComponent(realmId)}:${sid}`;
}
