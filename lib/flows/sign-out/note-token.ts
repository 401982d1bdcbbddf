import type { Ports } from '../kernel/ports.ts';
import type { Session } from '../kernel/sessions.ts';
import type { OpHandle } from '../op/handle.ts';
import { askToken, type TokenAnswer } from '../op/token.ts';
import type { Notes } from './act.ts';

/**
 * Asks the OP whether a session's token still opens anything, and notes what it says, as of the moment before it was asked.
 * @returns the same.
 */
export async function noteToken(
  op: OpHandle,
  notes: Notes,
  session: Session,
  ports: Pick<Ports, 'clock' | 'fetch' | 'moments'>,
): Promise<TokenAnswer> {
  const at = ports.moments.next();
  const answer = await askToken(op, session, ports);
  notes.add({ f: 'token', at, sid: session.sid, is: answer.is });
  return answer;
}
