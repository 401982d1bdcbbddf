import type { PageContents } from '../../lib/keycloak/end-page.ts';
import { REALM_DEFAULTS, type Realm } from '../../lib/settings/schema.ts';

export const REDIRECT = 'https://id.redirect.test/signed-in';
export const AFTER = 'https://id.redirect.test/signed-out';
export const AFTER_TAB = 'chrome-extension://id/signed-out.html';
export const POST_PAGE = 'chrome-extension://id/post.html';
export const ORIGIN = 'chrome-extension://id';

/** How long the fake OP's access tokens are good, milliseconds. */
export const TOKEN_LIFE = 60_000;

/** A realm that the tests use. */
export function realmNamed(name: string): Realm {
  return { id: name, issuer: `https://op.test/realms/${name}`, label: name, ...REALM_DEFAULTS };
}

/** An OP for one realm that answers as Keycloak 26 does, as far as facts go; `down` and `refuses` stage failures. */
export type FakeOp = {
  realm: Realm;
  /** The sessions that are alive on the server. */
  alive: Set<string>;
  /** The session that the browser's cookie names. */
  cookie: string | null;
  /** The session whose sign-in follows the end of another, by itself. */
  signsInAgain: boolean;
  /** Ends what a hint names without a question, and with it clears the cookie of whichever session came along. */
  clearsAnyCookie: boolean;
  /** How many times it leads back without having ended anything. */
  endsNothing: number;
  down: boolean;
  refuses: {
    client?: boolean;
    redirect?: boolean;
    origin?: boolean;
    afterUri?: boolean;
    afterTabUri?: boolean;
  };
  /** `prompt=none` never recognises anybody, as where a flow lacks the step that reads the cookie. */
  knowsNobody: boolean;
  /** Asks the person although the hint is right. */
  alwaysAsks: boolean;
  /** Shows its question to nobody as well, or refuses it: it tells nothing. */
  asksNobodyToo: boolean;
  /** Where a person is sent who comes in through the identity provider. */
  provider: string;
  /** Passes a sign-out on to another host and ends nothing until that one answers. */
  passesOn: string | null;
  userinfo: number;
  /** How many codes it has given out. */
  codes: number;
  /** How many tokens were asked to end a session by its id. */
  account: Record<string, unknown> | null;
  /** What a page holds that comes before the redirect of an ended session; null where there is none. */
  page: PageContents | null;
};

export const BLANK: PageContents = { frames: [], links: [], forms: [], scripts: '' };

/** Makes an OP; with `signedIn` the browser has that session. */
export function fakeOp(name: string, signedIn: string | null = 's1'): FakeOp {
  return {
    realm: realmNamed(name),
    alive: new Set(signedIn ? [signedIn] : []),
    cookie: signedIn,
    signsInAgain: false,
    clearsAnyCookie: false,
    endsNothing: 0,
    down: false,
    refuses: {},
    knowsNobody: false,
    alwaysAsks: false,
    asksNobodyToo: false,
    provider: 'https://up.test/auth?redirect_uri=x',
    passesOn: null,
    userinfo: 0,
    codes: 0,
    account: null,
    page: null,
  };
}

/** The discovery document of a fake OP. */
export function discoveryOf(issuer: string) {
  const at = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
  return {
    issuer,
    authorization_endpoint: at('auth'),
    token_endpoint: at('token'),
    userinfo_endpoint: at('userinfo'),
    jwks_uri: at('certs'),
    end_session_endpoint: at('logout'),
    authorization_response_iss_parameter_supported: true,
  };
}

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
  const cookie = cookies ? op.cookie : null;
  if (url.pathname.endsWith('/auth')) return authorizationPage(op, fields, cookie);
  return url.pathname.endsWith('/logout-confirm')
    ? confirmed(op, fields)
    : endSessionPage(op, fields, cookie);
}

function isLive(op: FakeOp, cookie: string | null): cookie is string {
  return cookie !== null && op.alive.has(cookie);
}

function authorizationPage(op: FakeOp, q: URLSearchParams, cookie: string | null): Page {
  if (op.refuses.client || op.refuses.redirect) return { kind: 'error' };
  if (q.has('kc_idp_hint')) return { kind: 'redirect', to: op.provider };
  if (!isLive(op, cookie) && q.get('prompt') !== 'none') signIn(op, 's-new');
  const known = isLive(op, op.cookie) && !(op.knowsNobody && q.get('prompt') === 'none');
  const answer = known && op.cookie ? { code: op.cookie } : { error: 'login_required' };
  if ('code' in answer) op.codes += 1;
  const params = new URLSearchParams({ ...answer, state: q.get('state') ?? '', iss: op.realm.issuer });
  return { kind: 'redirect', to: `${q.get('redirect_uri') ?? REDIRECT}?${params}` };
}

/** Signs somebody in in this browser. */
export function signIn(op: FakeOp, session: string): void {
  op.cookie = session;
  op.alive.add(session);
}

function endSessionPage(op: FakeOp, q: URLSearchParams, cookie: string | null): Page {
  const uri = q.get('post_logout_redirect_uri');
  const isBuiltIn =
    q.get('client_id') === 'account-console' && uri === `${op.realm.issuer}/account/full-signout`;
  if (uri && !isBuiltIn && ![AFTER, AFTER_TAB].includes(uri)) return { kind: 'error' };
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
  if (op.refuses.client) return { kind: 'error' };
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
