import type { PageContents } from '../../lib/keycloak/end-page.ts';
import { AFTER, AFTER_TAB, BLANK, type FakeOp, REDIRECT, signIn } from './fake-op.ts';

/** What a browser gets: a redirect, a page that stays, or an error page. */
export type Page =
  | { kind: 'redirect'; to: string }
  | { kind: 'page'; contents: PageContents }
  | { kind: 'error' };

/** What the OP answers a request; `cookies` says whether the browser's go along. */
export function visit(op: FakeOp, address: string, { body = '', cookies = true } = {}): Page {
  if (op.down) return { kind: 'error' };
  const url = new URL(address);
  const fields = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
  // Keycloak removes the cookie of somebody who may not be in (measured on 26.7.5).
  if (op.disabled && cookies) op.cookie = null;
  const cookie = cookies ? op.cookie : null;
  if (url.pathname.endsWith('/auth')) return authorizationPage(op, fields, cookie);
  if (url.pathname.includes('/broker/')) return { kind: 'redirect', to: op.provider };
  return url.pathname.endsWith('/logout-confirm')
    ? confirmed(op, fields)
    : endSessionPage(op, fields, cookie);
}

function isLive(op: FakeOp, cookie: string | null): cookie is string {
  return cookie !== null && op.alive.has(cookie);
}

function authorizationPage(op: FakeOp, q: URLSearchParams, cookie: string | null): Page {
  if (op.sendsTo) {
    // What would tell whose the answer is it leaves out.
    q.delete('response_mode');
    return { kind: 'redirect', to: `${op.sendsTo.realm.issuer}/protocol/openid-connect/auth?${q}` };
  }
  const client = q.get('client_id');
  const isOwn = client === 'account-console' || client === 'account';
  if (lacks(op, client)) return { kind: 'error' };
  if (isOwn && q.get('redirect_uri') !== ownAddress(op)) return { kind: 'error' };
  if (isOwn ? op.refuses.builtIn : op.refuses.client || op.refuses.redirect) return { kind: 'error' };
  if (q.has('kc_idp_hint')) return { kind: 'redirect', to: op.provider };
  if (q.get('prompt') === 'login')
    return op.sendsOn ? { kind: 'redirect', to: `${op.realm.issuer}/broker/up/login?tab_id=t` } : plainPage();
  if (!isLive(op, cookie) && q.get('prompt') !== 'none') signIn(op, 's-new');
  const known = isLive(op, op.cookie) && !(op.knowsNobody && q.get('prompt') === 'none');
  const answer = known && op.cookie ? { code: op.cookie } : { error: 'login_required' };
  if ('code' in answer) op.codes += 1;
  const named = { ...answer, state: q.get('state') ?? '', iss: op.realm.issuer };
  const { iss: _, ...unnamed } = named;
  const isJwt = op.names === 'jwt' && q.get('response_mode') === 'query.jwt';
  const params = isJwt ? { response: `e30.${btoa(JSON.stringify(named))}.x` } : unnamed;
  return {
    kind: 'redirect',
    to: `${q.get('redirect_uri') ?? REDIRECT}?${new URLSearchParams(op.names === 'iss' ? named : params)}`,
  };
}

/** Whether a client is unknown here: both its question and its request for a code are refused (measured on 22.0.5 to 26.7.5). */
function lacks(op: FakeOp, client: string | null): boolean {
  return op.lacksConsole && client === 'account-console';
}

/** The one address that its own clients lead to here. */
function ownAddress({ realm }: FakeOp): string {
  return `${realm.issuer}/account/full-signout`;
}

function endSessionPage(op: FakeOp, q: URLSearchParams, cookie: string | null): Page {
  const uri = q.get('post_logout_redirect_uri');
  const isOwn = ['account-console', 'account'].includes(q.get('client_id') ?? '');
  if (uri && !(isOwn ? [ownAddress(op)] : [AFTER, AFTER_TAB]).includes(uri)) return { kind: 'error' };
  if (uri === AFTER && op.refuses.afterUri) return { kind: 'error' };
  if (uri === AFTER_TAB && op.refuses.afterTabUri) return { kind: 'error' };
  const hinted = q.get('id_token_hint')?.slice('id-'.length);
  if (!hinted) return questionPage(op, q, cookie);
  if (op.clearsAnyCookie && cookie) op.cookie = null;
  else if (op.alwaysAsks || (isLive(op, cookie) && hinted !== cookie)) return question(op, q);
  if (op.passesOn && op.alive.has(hinted)) return { kind: 'redirect', to: op.passesOn };
  return ended(op, hinted, q);
}

function questionPage(op: FakeOp, q: URLSearchParams, cookie: string | null): Page {
  if (op.answersNoQuestion) return { kind: 'error' };
  const client = q.get('client_id');
  if (lacks(op, client)) return { kind: 'error' };
  if (op.refuses.client && client !== 'account-console' && client !== 'account') return { kind: 'error' };
  // Without a client, or an address to lead back to, Keycloak asks nobody as well.
  if (!q.has('client_id') || !q.has('post_logout_redirect_uri')) return question(op, q);
  if (isLive(op, cookie) || op.asksNobodyToo) return op.asksNobodyToo ? plainPage() : question(op, q);
  return back(q) ?? plainPage();
}

function question(op: FakeOp, q: URLSearchParams): Page {
  const values = {
    session_code: 'x',
    uri: q.get('post_logout_redirect_uri') ?? '',
    state: q.get('state') ?? '',
  };
  const action = `${op.realm.issuer}/protocol/openid-connect/logout/logout-confirm?tab_id=t`;
  return { kind: 'page', contents: { ...BLANK, forms: [{ action, method: 'post', values }] } };
}

function confirmed(op: FakeOp, q: URLSearchParams): Page {
  const fields = new URLSearchParams({
    post_logout_redirect_uri: q.get('uri') ?? '',
    state: q.get('state') ?? '',
  });
  return ended(op, op.cookie ?? '', fields);
}

function ended(op: FakeOp, session: string, q: URLSearchParams): Page {
  if (op.endsNothing > 0) {
    op.endsNothing -= 1;
    return back(q) ?? plainPage();
  }
  op.alive.delete(session);
  if (op.cookie === session) op.cookie = null;
  if (op.signsInAgain) signIn(op, `again-${op.alive.size}-${op.codes}-${op.userinfo}`);
  const leads = back(q);
  if (op.page && leads) return { kind: 'page', contents: { ...op.page, links: [leads.to] } };
  return leads ?? plainPage();
}

function back(q: URLSearchParams): { kind: 'redirect'; to: string } | null {
  const uri = q.get('post_logout_redirect_uri');
  return uri
    ? { kind: 'redirect', to: `${uri}?${new URLSearchParams({ state: q.get('state') ?? '' })}` }
    : null;
}

function plainPage(): Page {
  return { kind: 'page', contents: BLANK };
}
