import type { FetchPorts } from '../kernel/http.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession, type Session, writeSession } from '../kernel/sessions.ts';
import type { OpHandle } from '../op/handle.ts';
import { askToken, type TokenAnswer } from '../op/token.ts';
import type { Notes } from './act.ts';

type TokenPorts = FetchPorts & Pick<Ports, 'moments' | 'session'>;

/**
 * Asks the OP whether a session's token still opens anything, and notes what it says, as of the moment before it was asked. Where it
 * opens something that is remembered, whenever it is learnt: only then does a later refusal prove anything.
 * @returns the same.
 */
export async function noteToken(
  op: OpHandle,
  notes: Notes,
  session: Session,
  ports: TokenPorts,
): Promise<TokenAnswer> {
  const at = ports.moments.next();
  const answer = await askToken(op, session, ports);
  notes.add({ f: 'token', at, sid: session.sid, is: answer.is });
  if (answer.is === 'accepted') await rememberAccepted(op, session, answer, ports);
  if (answer.cause) notes.add({ f: 'failed', cause: answer.cause });
  return answer;
}

async function rememberAccepted(
  { realm }: OpHandle,
  { sid }: Session,
  { by: acceptedBy }: TokenAnswer,
  { clock, session: area }: TokenPorts,
): Promise<void> {
  const known = await readSession(area, realm.id, sid);
  if (known) await writeSession(area, realm.id, { ...known, acceptedAt: clock.now(), acceptedBy });
}
