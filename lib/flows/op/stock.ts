import type { Failure } from '../../errors/failure.ts';
import { MOST, type SessionApp, type SessionDetails } from '../../keycloak/account.ts';
import { type AppSignIn, brokerIn } from '../../keycloak/app-sign-in.ts';
import { originOf } from '../../protocol/origin.ts';
import type { TokenStatus } from '../../protocol/token-status.ts';
import type { Ports } from '../kernel/ports.ts';
import { readSeenApps } from '../kernel/seen-apps.ts';
import { readSession, type Session, writeSession } from '../kernel/sessions.ts';
import { askSessionDetails } from './account.ts';
import type { OpHandle } from './handle.ts';
import { askToken } from './token.ts';

/**
 * What is to be known of a session before it ends: whether its token opens anything, and what it holds. `tokenCause` and `detailsCause`: what
 * has come in place of each.
 */
export type Stock = {
  is: TokenStatus;
  details: SessionDetails | null;
  tokenCause?: Failure | undefined;
  detailsCause?: Failure | undefined;
};

/**
 * Asks what is to be known of a session while it lives, and remembers it: only what was accepted before proves anything when it is
 * refused, and only a live session tells its apps. What was asked a moment ago is not asked again; what is not told now stands as it was
 * told before.
 */
export async function takeStock(op: OpHandle, session: Session, ports: Ports): Promise<Stock> {
  if (session.acceptedAt !== undefined && session.details)
    return { is: 'accepted', details: session.details };
  // Read before the rest is asked: what joins later is seen by it.
  const stamp = await ports.marks.stamp(op.metadata.issuer);
  const [token, told] = await Promise.all([
    session.acceptedAt === undefined ? askToken(op, session, ports) : null,
    session.details || session.revoked ? null : askSessionDetails(op, session, ports),
  ]);
  const fresh = session.details ?? told?.details;
  const earlier = (await readSession(ports.session, op.realm.id, session.sid))?.details ?? null;
  const all = fresh && earlier ? withEarlierApps(fresh, earlier) : (fresh ?? earlier);
  const seen = all ? await readSeenApps(ports.session, op.metadata.issuer) : [];
  const details = all && atMost({ ...all, apps: all.apps.flatMap((app) => placesOf(app, seen)) });
  const accepted = token?.is === 'accepted' && { acceptedAt: ports.clock.now(), acceptedBy: token.by };
  const known = { ...session, stamp, ...(details && { details }), ...accepted };
  await writeSession(ports.session, op.realm.id, known);
  return { is: token?.is ?? 'accepted', details, tokenCause: token?.cause, detailsCause: told?.cause };
}

/**
 * A client may be an app at several places: where the realm says, and wherever a sign-in in a tab has come back to. One that has only come
 * back to realms is each of these, unless the realm knows it at a place of its own.
 */
function placesOf(app: SessionApp, seen: readonly AppSignIn[]): SessionApp[] {
  const own = seen.filter(({ clientId }) => clientId === app.clientId);
  const brokers = new Set(own.flatMap(({ redirectUri }) => brokerIn(redirectUri) ?? []));
  const places = own.filter(({ redirectUri }) => !brokerIn(redirectUri));
  const isElsewhere = app.origin && ![...brokers].some((issuer) => originOf(issuer) === app.origin);
  if (brokers.size > 0 && places.length === 0 && !isElsewhere)
    return [...brokers].map((issuer) => ({ ...app, brokers: issuer }));
  const origins = [app.origin ?? [], places.map(({ redirectUri }) => originOf(redirectUri))].flat(2);
  return origins.length > 0 ? [...new Set(origins)].map((origin) => ({ ...app, origin })) : [app];
}

/** An app's part in a session may end before the session does, and says nothing of the app's own cookie. */
function withEarlierApps(told: SessionDetails, earlier: SessionDetails): SessionDetails {
  const gone = earlier.apps.filter(({ clientId }) => !told.apps.some((app) => app.clientId === clientId));
  return { ...told, apps: [...told.apps, ...gone] };
}

/** What is not kept is not seen to either. */
function atMost(details: SessionDetails): SessionDetails {
  const apps = details.apps.slice(0, MOST);
  return { ...details, apps, ...(apps.length < details.apps.length && { partly: true }) };
}
