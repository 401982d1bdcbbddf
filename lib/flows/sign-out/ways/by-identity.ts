import { endSessionEndpoint } from '../../../protocol/discovery.ts';
import { endSessionFields, endSessionUrl, LONGEST_ADDRESS } from '../../../protocol/end-session.ts';
import type { LandingKind } from '../../../verdict/facts.ts';
import { deedsOf } from '../../../verdict/reading.ts';
import { LIMITS, pause } from '../../kernel/limits.ts';
import type { Ports } from '../../kernel/ports.ts';
import type { Session } from '../../kernel/sessions.ts';
import { tryDiscovery } from '../../op/discover.ts';
import { clientOf, type OpHandle, type RegisteredClient } from '../../op/handle.ts';
import { isAt, type Landing, landByIdentity } from '../../op/landing.ts';
import { askToken } from '../../op/token.ts';
import { type Done, doDeed, type RealmSignOut, withProgress } from '../act.ts';
import { hideTab } from '../hidden-tab.ts';
import type { EndWay, Named, Target } from './way.ts';

/**
 * By the browser's own way without a window, in which a document can run: a front-channel page is let run until it redirects. Where
 * none can run there, and with a hint too long for an address, a page of ours in a background tab posts the hint.
 * @see OpenID Connect Front-Channel Logout 1.0, section 3
 */
export const byIdentity: EndWay = {
  name: 'identity',
  end: async (op, act, target, ports) => {
    const { session } = target;
    if (!session || !target.inBrowser || !isWanted(act, target)) return null;
    const client = clientOf(op, session.clientId);
    // A document would follow to the account console, which signs in again.
    if (client.kind === 'built-in') return null;
    const through: ByDocument = { ...op, clients: [client] };
    const done = await doDeed(act, { way: 'identity', key: target.sid }, () =>
      end(through, act, { ...target, session }, ports),
    );
    return done.landing;
  },
};

/** A request that got an answer is not sent again by a document, which would follow to wherever the first one was led. */
function isWanted({ facts }: RealmSignOut, { sid }: Target): boolean {
  const fetched = deedsOf(facts).findLast(({ way, key, landing }) => {
    return way === 'fetch' && key === sid && landing !== 'under-way';
  });
  return !fetched || fetched.landing === 'unreadable';
}

/** An OP through a client whose answers a document may follow. */
type ByDocument = OpHandle & { clients: [RegisteredClient] };

async function end(
  op: ByDocument,
  act: RealmSignOut,
  { session, asked }: Named,
  ports: Ports,
): Promise<Done> {
  const endpoint = endSessionEndpoint(op.metadata);
  const wanted = { clientId: session.clientId, idTokenHint: session.idToken };
  const back = { uri: op.clients[0].postLogoutUri, state: ports.secret() };
  const url = endSessionUrl(endpoint, { ...wanted, redirect: back });
  if (!ports.webAuth.runsPages || url.length > LONGEST_ADDRESS) return endByPost(op, act, session, ports);
  const limitMs = asked ? LIMITS.endSession : LIMITS.endReused;
  const request = landByIdentity({ url, limitMs, letPageRun: true }, ports);
  const first = Promise.race([request, stayingPage(op, session, ports)]);
  const landing = await withProgress(act, 'ending', first, ports);
  if (landing.kind !== 'refused') return doneBy(landing, back);
  // The browser does not tell a dead server from a refusal; discovery does.
  const alive = await tryDiscovery(op.realm.issuer, ports);
  if (!alive) return { landing: 'unreadable' };
  // Nor from a failure that is over by now: what is refused twice is the address.
  const again = await landByIdentity({ url, limitMs, letPageRun: true }, ports);
  if (again.kind !== 'refused') return doneBy(again, back);
  return endWithoutAddress(op, act, endSessionUrl(endpoint, wanted), ports);
}

function doneBy(landing: Landing, { uri, state }: { uri: string; state: string }): Done {
  if (landing.kind === 'leads') return { landing: isAt(landing, uri, state) ? 'leads' : 'elsewhere' };
  return { landing: landing.kind };
}

/**
 * A page that stays, as where the client wants a confirmation, keeps the request to its limit although the session has ended: the
 * token tells. Where it does not, nothing comes of this.
 */
async function stayingPage(op: OpHandle, session: Session, ports: Ports): Promise<Landing> {
  await pause(ports.clock, LIMITS.pageStays);
  const { is } = await askToken(op, session, ports);
  return is === 'refused' ? { kind: 'needs-person' } : new Promise<Landing>(() => undefined);
}

async function endWithoutAddress(op: OpHandle, act: RealmSignOut, url: string, ports: Ports): Promise<Done> {
  const landing = await landByIdentity({ url, limitMs: LIMITS.request }, ports);
  const kind: LandingKind = landing.kind === 'needs-person' ? 'page' : landing.kind;
  if (kind === 'page') {
    const { postLogoutUri } = op.clients[0];
    act.add({ f: 'noted', cause: { code: 'post-logout-uri-refused', details: [postLogoutUri] } });
  }
  return { landing: kind === 'leads' ? 'elsewhere' : kind };
}

async function endByPost(op: ByDocument, act: RealmSignOut, session: Session, ports: Ports): Promise<Done> {
  // Of the tab's way back Firefox keeps nothing in its history; Chromium would keep the `state`.
  const back = ports.webAuth.runsPages ? { leadsBack: true as const } : { state: ports.secret() };
  const redirect = { uri: op.clients[0].postLogoutTabUri, ...('state' in back && back) };
  const wanted = { clientId: session.clientId, idTokenHint: session.idToken, redirect };
  const form = { action: endSessionEndpoint(op.metadata), method: 'post' as const, ...back };
  return {
    landing: await hideTab(act, { ...form, fields: endSessionFields(wanted) }, LIMITS.endSession, ports),
  };
}
