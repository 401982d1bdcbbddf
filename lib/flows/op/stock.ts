import type { SessionDetails } from '../../keycloak/account.ts';
import type { TokenStatus } from '../../protocol/token-status.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSession, type Session, writeSession } from '../kernel/sessions.ts';
import { askSessionDetails } from './account.ts';
import type { OpHandle } from './handle.ts';
import { askToken } from './token.ts';

/** What is to be known of a session before it ends: whether its token opens anything, and what it holds. */
export type Stock = { is: TokenStatus; details: SessionDetails | null };

/**
 * Asks what is to be known of a session while it lives, and remembers it: only what was accepted before proves anything when it is
 * refused, and only a live session tells its apps. What was asked a moment ago is not asked again; what is not told now stands as it was told before.
 */
export async function takeStock(op: OpHandle, session: Session, ports: Ports): Promise<Stock> {
  if (session.acceptedAt !== undefined && session.details)
    return { is: 'accepted', details: session.details };
  const [token, told] = await Promise.all([
    session.acceptedAt === undefined ? askToken(op, session, ports) : null,
    session.details ?? (session.revoked ? null : askSessionDetails(op, session, ports)),
  ]);
  const details = told ?? (await readSession(ports.session, op.realm.id, session.sid))?.details ?? null;
  const accepted = token?.is === 'accepted' && { acceptedAt: ports.clock.now(), acceptedBy: token.by };
  await writeSession(ports.session, op.realm.id, { ...session, ...(details && { details }), ...accepted });
  return { is: token?.is ?? 'accepted', details };
}
