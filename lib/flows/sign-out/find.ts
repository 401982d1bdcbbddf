import { failureOf } from '../../errors/step-error.ts';
import type { SessionDetails } from '../../keycloak/account.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import type { TokenStatus } from '../../protocol/token-status.ts';
import type { AppRef, Sid } from '../../verdict/facts.ts';
import { detailsOf, factsOf, tokenOf } from '../../verdict/reading.ts';
import type { Mark } from '../kernel/browser-ports.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { isRecognised, readSessions, type Session, writeSession } from '../kernel/sessions.ts';
import { adopt } from '../op/adopt.ts';
import type { OpHandle } from '../op/handle.ts';
import { askQuestion } from '../op/question.ts';
import { takeStock } from '../op/stock.ts';
import { askToken } from '../op/token.ts';
import type { Notes } from './act.ts';

/**
 * Finds every session that this realm may have here: the browser's, with fresh tokens, and all remembered ones. Looking signs
 * nobody in: the question that names no session is asked first, and where it finds nobody no other is.
 * @param reuse whether a session that the popup found a moment ago will do; its end is proven as ever.
 */
export async function find(op: OpHandle, notes: Notes, ports: Ports, reuse = false): Promise<void> {
  const { session: area } = ports;
  const { id } = op.realm;
  const [all, recognised] = await Promise.all([
    readSessions(area, id, op.metadata.issuer),
    isRecognised(area, id, op.clients[0].id),
  ]);
  if (recognised && factsOf(notes.facts, 'recognises').length === 0) notes.add({ f: 'recognises' });
  const known = all.filter((session) => isOpen(session, notes));
  const fresh = reuse ? await freshOf(known, op, ports) : null;
  await Promise.all([
    ...known.filter((one) => one !== fresh).map((session) => noteRemembered(op, session, notes, ports)),
    fresh ? noteReused(op, fresh, notes, ports) : askWhoIsIn(op, notes, ports),
  ]);
}

/**
 * The session that the popup found a moment ago, where its token lasts and the browser's cookie is seen to be its own. Another one's
 * may have come since: Keycloak ends the session of the hint and clears the cookie of the other, which then lives on unseen.
 */
async function freshOf(known: Session[], op: OpHandle, ports: Ports): Promise<Session | null> {
  const session = known.at(-1);
  const now = ports.clock.now();
  if (!session || now - session.takenAt > LIMITS.sessionReuse) return null;
  if (session.expiresAt - now < LIMITS.tokenLeft) return null;
  return (await ports.marks.compare(op.metadata.issuer, session.sid)) === 'equal' ? session : null;
}

async function noteReused(op: OpHandle, session: Session, notes: Notes, ports: Ports): Promise<void> {
  const { sid } = session;
  const is = await statusOfReused(op, session, ports);
  const usable = is === 'accepted' || is === 'unclear';
  noteSession(session, usable ? 'browser' : 'remembered', notes, usable);
  if (usable) return noteStock(op, session, 'equal', notes, ports);
  notes.add({ f: 'token', sid, is });
  await askWhoIsIn(op, notes, ports);
}

/**
 * Where an answer may be read, a session that has ended meanwhile shows at once. Elsewhere the OP's question would stand unseen until
 * its limit, so the token is tried first.
 */
async function statusOfReused(op: OpHandle, session: Session, ports: Ports): Promise<TokenStatus> {
  const known = session.acceptedAt !== undefined;
  const readable = known && (await ports.access.hasHost(op.metadata.authorization_endpoint));
  return readable ? 'accepted' : (await askToken(op, session, ports)).is;
}

async function noteRemembered(op: OpHandle, session: Session, notes: Notes, ports: Ports): Promise<void> {
  noteSession(session, 'remembered', notes);
  if (session.details) noteDetails(op, session.sid, session.details, notes);
  if (tokenOf(notes.facts, session.sid)?.is === 'refused') return;
  const at = ports.moments.next();
  const { is, by } = await askToken(op, session, ports);
  notes.add({ f: 'token', at, sid: session.sid, is });
  if (is !== 'accepted') return;
  await writeSession(ports.session, op.realm.id, {
    ...session,
    acceptedAt: ports.clock.now(),
    acceptedBy: by,
  });
}

async function askWhoIsIn(op: OpHandle, notes: Notes, ports: Ports): Promise<void> {
  const at = ports.moments.next();
  const answer = await askQuestion(op, ports);
  const { cause, page } = answer.who === 'unanswered' ? answer : {};
  const more = { ...(cause && { cause }), ...(page && { page }) };
  notes.add({ f: 'browser', at, who: answer.who, by: 'question', ...more });
  if (answer.who === 'nobody') return;
  // Who has not answered that within its limit will not answer this.
  if (cause) return notes.add({ f: 'failed', cause });
  await askByName(op, notes, ports);
}

async function askByName(op: OpHandle, notes: Notes, ports: Ports): Promise<void> {
  const at = ports.moments.next();
  try {
    const session = await adopt(op, ports);
    if (!session) return notes.add({ f: 'browser', at, who: 'nobody', by: 'prompt-none' });
    if (factsOf(notes.facts, 'recognises').length === 0) notes.add({ f: 'recognises' });
    notes.add({ f: 'browser', at, who: 'somebody', by: 'prompt-none' });
    noteSession(session, 'browser', notes);
    await noteStock(op, session, ports.marks.compare(op.metadata.issuer, session.sid), notes, ports);
  } catch (error) {
    const cause = failureOf(error);
    notes.add({ f: 'failed', cause });
    notes.add({ f: 'browser', at, who: 'unanswered', by: 'prompt-none', cause });
  }
}

async function noteStock(
  op: OpHandle,
  session: Session,
  cookie: Mark | Promise<Mark>,
  notes: Notes,
  ports: Ports,
): Promise<void> {
  const { sid } = session;
  const [mark, { is, details }] = await Promise.all([cookie, takeStock(op, session, ports)]);
  if (mark !== 'unknown') notes.add({ f: 'cookie', sid, is: mark });
  noteDetails(op, sid, details, notes);
  notes.add({ f: 'token', sid, is });
}

/** Keycloak tells what a session holds, unless it is set up not to. Other OPs have no word for it. */
function noteDetails({ metadata }: OpHandle, sid: Sid, details: SessionDetails | null, notes: Notes): void {
  if (!details) {
    if (isKeycloak(metadata) && !detailsOf(notes.facts, sid)) notes.add({ f: 'details-untold', sid });
    return;
  }
  const { apps, otherDevices: devices, providers, offline, partly } = details;
  const told = { apps: apps.map(appRefOf), devices, providers, offline, ...(partly && { partly }) };
  notes.add({ f: 'details', sid, ...told });
}

/** An app as the account API names it, by its origin or else by its client id. */
function appRefOf({ clientId, name, origin }: SessionDetails['apps'][number]): AppRef {
  return { key: origin ?? clientId, name, ...(origin && { origin }) };
}

function noteSession(session: Session, from: 'browser' | 'remembered', notes: Notes, reused = false): void {
  const { sid, userName: user, since } = session;
  const known = factsOf(notes.facts, 'session').findLast((one) => one.sid === sid && one.from === from);
  if (known && (reused || !known.reused)) return;
  notes.add({ f: 'session', sid, from, user, since, ...(reused && { reused }) });
}

/** Notes every remembered session that has not been found yet. */
export async function noteAllRemembered(
  op: OpHandle,
  notes: Notes,
  ports: Pick<Ports, 'session'>,
): Promise<void> {
  const all = await readSessions(ports.session, op.realm.id, op.metadata.issuer);
  for (const session of all)
    if (!isNoted(notes, session.sid) && isOpen(session, notes)) noteSession(session, 'remembered', notes);
}

/** What an earlier sign-out has proven to have ended is nobody's any more. */
function isOpen({ endedIn, sid }: Session, notes: Notes): boolean {
  return endedIn === undefined || isNoted(notes, sid);
}

function isNoted({ facts }: Notes, sid: Sid): boolean {
  return factsOf(facts, 'session').some((one) => one.sid === sid);
}
