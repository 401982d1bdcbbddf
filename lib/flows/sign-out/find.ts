import { isKeycloak } from '../../keycloak/endpoints.ts';
import type { TokenStatus } from '../../protocol/token-status.ts';
import type { At, Sid } from '../../verdict/facts.ts';
import { factsOf, lastWho, tokenOf } from '../../verdict/reading.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { markRefused } from '../kernel/refusals.ts';
import { isRecognised, readSessions, type Session } from '../kernel/sessions.ts';
import { adopt } from '../op/adopt.ts';
import {
  failureThrough,
  isQuestionAll,
  type OpHandle,
  refusalOf,
  throughAccount,
  throughBuiltIn,
} from '../op/handle.ts';
import { isDeaf } from '../op/question.ts';
import { askToken } from '../op/token.ts';
import type { Notes } from './act.ts';
import { noteQuestion } from './note-question.ts';
import { noteDetails, noteStock } from './note-stock.ts';
import { noteToken } from './note-token.ts';

/**
 * Finds every session that this realm may have here: the browser's, with fresh tokens, and all remembered ones. Looking signs
 * nobody in: the question that names no session is asked first, and where it finds nobody no other is.
 * @param reuse whether a session that the popup found a moment ago will do; its end is proven as ever.
 * @returns the OP through the client that it has taken.
 */
export async function find(op: OpHandle, notes: Notes, ports: Ports, reuse = false): Promise<OpHandle> {
  const { session: area } = ports;
  const { id } = op.realm;
  const [all, recognised] = await Promise.all([
    readSessions(area, id, op.metadata.issuer),
    isRecognised(area, id, op.clients[0].id),
  ]);
  if (recognised && factsOf(notes.facts, 'recognises').length === 0) notes.add({ f: 'recognises' });
  const known = all.filter((session) => isOpen(session, notes));
  const fresh = reuse ? await freshOf(known, op, ports) : null;
  const [through] = await Promise.all([
    fresh ? noteReused(op, fresh, notes, ports) : askWhoIsIn(op, notes, ports),
    ...known.filter((one) => one !== fresh).map((session) => noteRemembered(op, session, notes, ports)),
  ]);
  return through;
}

/**
 * The session that the popup found a moment ago, where its token lasts and the browser's cookie is seen to be its own. Another one's
 * may have come since: Keycloak ends the session of the hint and clears the cookie of the other, which then lives on unseen. Or an app may
 * have joined, which only a session that is asked anew names.
 */
async function freshOf(known: Session[], op: OpHandle, ports: Ports): Promise<Session | null> {
  const session = known.at(-1);
  const now = ports.clock.now();
  if (!session || now - session.takenAt > LIMITS.sessionReuse) return null;
  if (session.expiresAt - now < LIMITS.tokenLeft) return null;
  const { issuer } = op.metadata;
  const { mark, stamp } = await ports.marks.compare(issuer, session.sid);
  return mark === 'equal' && stamp === session.stamp ? session : null;
}

async function noteReused(op: OpHandle, session: Session, notes: Notes, ports: Ports): Promise<OpHandle> {
  const { sid } = session;
  const is = await statusOfReused(op, session, ports);
  const usable = is === 'accepted' || is === 'unclear';
  noteSession(session, usable ? 'browser' : 'remembered', notes, usable);
  if (usable) await noteStock(op, session, 'equal', notes, ports);
  if (usable) return op;
  noteDetails(op, sid, session.details ?? null, notes);
  notes.add({ f: 'token', sid, is });
  return askWhoIsIn(op, notes, ports);
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
  noteDetails(op, session.sid, session.details ?? null, notes);
  if (tokenOf(notes.facts, session.sid)?.is === 'refused') return;
  await noteToken(op, notes, session, ports);
}

async function askWhoIsIn(op: OpHandle, notes: Notes, ports: Ports): Promise<OpHandle> {
  if (!isKeycloak(op.metadata)) return askOther(op, notes, ports);
  const { who, cause, page } = await noteQuestion(op, notes, ports);
  if (who === 'nobody' || (who === 'somebody' && isQuestionAll(op))) return op;
  if (cause) notes.add({ f: 'failed', cause });
  if (!isDeaf(cause) && !isQuestionAll(op)) return askByName(op, notes, ports);
  const other = cause ? null : await askThroughAccount(op, notes, ports);
  // A page that is no question which can be read refuses nobody.
  const unread = page && { code: 'somebody-unnamed' as const, details: [] };
  if (!other && !cause) notes.add({ f: 'failed', cause: unread || refusalOf(op.clients[0]) });
  return other ?? op;
}

/**
 * A realm that was imported without the client of its account console refuses both a code and the question, and may still answer
 * through the older client of its account. Keycloak 18 refuses every question, that one too (measured on 18.0.2 to 26.7.5).
 * @returns null where that has got no answer either.
 */
async function askThroughAccount(op: OpHandle, notes: Notes, ports: Ports): Promise<OpHandle | null> {
  const next = throughAccount(op);
  const last = lastWho(notes.facts);
  if (!next || last?.by !== 'question' || last.who !== 'unanswered' || last.page) return null;
  const { who } = await noteQuestion(next, notes, ports);
  if (who === 'unanswered') return null;
  await markRefused(ports.session, op.realm.id, op.clients[0]);
  return next;
}

/**
 * An OP that is no Keycloak may end a session at the question, without asking: whoever it recognises is not asked about. Where it
 * recognises nobody, and never has, the question may tell that nobody is there.
 */
async function askOther(op: OpHandle, notes: Notes, ports: Ports): Promise<OpHandle> {
  await askByName(op, notes, ports);
  const isNobody = lastWho(notes.facts)?.who === 'nobody';
  if (isNobody && factsOf(notes.facts, 'recognises').length === 0) await noteQuestion(op, notes, ports);
  return op;
}

/** Where a client is refused, all is asked anew through the next: its question too, which may find nobody. */
async function askByName(op: OpHandle, notes: Notes, ports: Ports): Promise<OpHandle> {
  const at = ports.moments.next();
  try {
    await noteAdopted(op, at, notes, ports);
    return op;
  } catch (error) {
    const next = await throughBuiltIn(op, error, ports);
    if (next) return askWhoIsIn(next, notes, ports);
    const cause = failureThrough(op, error);
    const other = cause.code === 'client-refused' && (await askThroughAccount(op, notes, ports));
    if (other) return other;
    notes.add({ f: 'failed', cause });
    notes.add({ f: 'browser', at, who: 'unanswered', by: 'prompt-none', cause });
    return op;
  }
}

async function noteAdopted(op: OpHandle, at: At, notes: Notes, ports: Ports): Promise<void> {
  const session = await adopt(op, ports);
  if (!session) return notes.add({ f: 'browser', at, who: 'nobody', by: 'prompt-none' });
  if (factsOf(notes.facts, 'recognises').length === 0) notes.add({ f: 'recognises' });
  notes.add({ f: 'browser', at, who: 'somebody', by: 'prompt-none' });
  noteSession(session, 'browser', notes);
  const cookie = ports.marks.compare(op.metadata.issuer, session.sid).then(({ mark }) => mark);
  await noteStock(op, session, cookie, notes, ports);
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
