import { outageIn } from '../../../protocol/answer.ts';
import { endSessionEndpoint } from '../../../protocol/discovery.ts';
import { endSessionFields, endSessionUrl, LONGEST_ADDRESS } from '../../../protocol/end-session.ts';
import type { At, LandingKind } from '../../../verdict/facts.ts';
import { detailsOf } from '../../../verdict/reading.ts';
import { fetchText } from '../../kernel/http.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Ports } from '../../kernel/ports.ts';
import { needsDocument, type Session } from '../../kernel/sessions.ts';
import { clientOf, type OpHandle } from '../../op/handle.ts';
import { type Landing, landByHops } from '../../op/landing.ts';
import { doDeed, type RealmSignOut } from '../act.ts';
import { type Back, type Ended, isWord, readEnding, whileEnding } from '../ending.ts';
import { addressesOfProviders } from '../providers.ts';
import type { EndWay, Named, Target } from './way.ts';

/**
 * By one request with the session's own hint, in the browser's own cookies; for realms whose host the person has allowed. A session
 * that is not the browser's is ended by its hint alone: with another one's cookie the OP would ask about that one.
 * @see OpenID Connect RP-Initiated Logout 1.0, section 2
 */
export const byFetch: EndWay = {
  name: 'fetch',
  end: async (op, act, target, ports) => {
    const { session } = target;
    if (!session) return null;
    if (!(await ports.access.hasHost(endSessionEndpoint(op.metadata))))
      return endUnseen(op, act, target, ports);
    if (target.inBrowser && (await needsDocument(ports.session, op.realm.id))) return null;
    const work = () => endByHint(op, act, { ...target, session }, ports);
    const done = await doDeed(act, { way: 'fetch', key: target.sid }, work);
    return done.landing;
  },
};

/**
 * Where the host was not allowed nothing of an answer may be read, but a session that is not the browser's needs no cookie to end:
 * whether it has is asked of its token.
 */
async function endUnseen(
  op: OpHandle,
  act: RealmSignOut,
  { sid, session, inBrowser }: Target,
  ports: Ports,
): Promise<LandingKind | null> {
  if (inBrowser || !session) return null;
  const wanted = { clientId: session.clientId, idTokenHint: session.idToken };
  // Sent all the same, although what comes back is kept from us: a redirect is not followed.
  const init: RequestInit = { credentials: 'omit', redirect: 'manual' };
  const limit = { limitMs: LIMITS.endSession, step: 'end-session' };
  const done = await doDeed(act, { way: 'fetch', key: sid }, async () => {
    const url = endSessionUrl(endSessionEndpoint(op.metadata), wanted);
    await fetchText(url, init, limit, ports).catch(() => null);
    return { landing: 'unreadable' as const };
  });
  return done.landing;
}

async function endByHint(op: OpHandle, act: RealmSignOut, target: Named, ports: Ports): Promise<Ended> {
  const cookies = target.inBrowser ? 'include' : 'omit';
  const at = ports.moments.next();
  const first = await request(op, act, target, cookies, ports);
  // What is no answer to a bad request may be a gateway's, and gone by now.
  const isPassing = isRefusal(first) && first.status !== BAD_REQUEST;
  const ended = isPassing ? await request(op, act, target, cookies, ports) : first;
  if (ended.question && cookies === 'include') return endBeside(op, act, target, at, ports);
  return isRefusal(ended) ? endWithoutAddress(op, act, target.session, cookies, ports) : ended;
}

/** How an OP refuses what it was sent. @see RFC 9110, section 15.5.1 */
const BAD_REQUEST = 400;

function isRefusal({ landing, status = 0 }: Ended): boolean {
  return landing === 'refused' && !outageIn(status, '');
}

/**
 * The OP asks. Where it does not without the cookie, another session is in the browser by now: it is found in the next round. This
 * one ends by its hint all the same.
 */
async function endBeside(
  op: OpHandle,
  act: RealmSignOut,
  target: Named,
  at: At,
  ports: Ports,
): Promise<Ended> {
  const ended = await request(op, act, target, 'omit', ports);
  if (isWord(ended.landing)) act.add({ f: 'browser', at, who: 'somebody', by: 'question' });
  return ended;
}

async function request(
  op: OpHandle,
  act: RealmSignOut,
  { session, sid }: Named,
  credentials: RequestCredentials,
  ports: Ports,
): Promise<Ended> {
  const back: Back = { uri: clientOf(op, session.clientId).postLogoutUri, state: ports.secret() };
  const agreed = await addressesOfProviders(
    op,
    detailsOf(act.facts, sid)?.providers ?? [],
    act.together,
    ports,
  );
  const landing = await send(op, act, session, { credentials, back, agreed }, ports);
  return readEnding(op, act, landing, back, ports);
}

type Sending = { credentials: RequestCredentials; back: Back | null; agreed: string[] };

function send(
  { metadata }: OpHandle,
  act: RealmSignOut,
  session: Session,
  { credentials, back, agreed }: Sending,
  ports: Ports,
): Promise<Landing> {
  const endpoint = endSessionEndpoint(metadata);
  const wanted = {
    clientId: session.clientId,
    idTokenHint: session.idToken,
    ...(back && { redirect: back }),
  };
  const url = endSessionUrl(endpoint, wanted);
  const post = { method: 'POST', body: new URLSearchParams(endSessionFields(wanted)) };
  const long = url.length > LONGEST_ADDRESS;
  const request = landByHops(
    {
      url: long ? endpoint : url,
      init: { credentials, ...(long && post) },
      limitMs: LIMITS.endSession,
      step: 'end-session',
      issuer: metadata.issuer,
      agreed,
    },
    ports,
  );
  return whileEnding(act, request, ports);
}

/** The hint was taken from this OP a moment ago, so what it refuses is the address: without one it still ends the session. */
async function endWithoutAddress(
  op: OpHandle,
  act: RealmSignOut,
  session: Session,
  credentials: RequestCredentials,
  ports: Ports,
): Promise<Ended> {
  const landing = await send(op, act, session, { credentials, back: null, agreed: [] }, ports);
  if (landing.kind === 'refused')
    return { landing: 'refused', ...(landing.status && { status: landing.status }) };
  const { postLogoutUri } = clientOf(op, session.clientId);
  act.add({ f: 'noted', cause: { code: 'post-logout-uri-refused', details: [postLogoutUri] } });
  return { landing: landing.kind === 'leads' ? 'elsewhere' : landing.kind };
}
