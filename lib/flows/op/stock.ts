import { MOST, type SessionDetails } from '../../keycloak/account.ts';
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
  // Read before the rest is answered: what joins later is seen by it.
  const [stamp, token, told] = await Promise.all([
    ports.marks.stamp(op.metadata.issuer),
    session.acceptedAt === undefined ? askToken(op, session, ports) : null,
    session.details ?? (session.revoked ? null : askSessionDetails(op, session, ports)),
  ]);
  const earlier = (await readSession(ports.session, op.realm.id, session.sid))?.details ?? null;
  const details = told && earlier ? withEarlierApps(told, earlier) : (told ?? earlier);
  const accepted = token?.is === 'accepted' && { acceptedAt: ports.clock.now(), acceptedBy: token.by };
  const known = { ...session, stamp, ...(details && { details }), ...accepted };
  await writeSession(ports.session, op.realm.id, known);
  return { is: token?.is ?? 'accepted', details };
}

/** An app's part in a session may end before the session does, and says nothing of the app's own cookie. */
function withEarlierApps(told: SessionDetails, earlier: SessionDetails): SessionDetails {
  const gone = earlier.apps.filter(({ clientId }) => !told.apps.some((app) => app.clientId === clientId));
  return { ...told, apps: [...told.apps, ...gone].slice(0, MOST) };
}
