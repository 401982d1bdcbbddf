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
  /** Whose sessions are not alice's. */
  people: Map<string, string>;
  /** The session that the browser's cookie names. */
  cookie: string | null;
  /** How many apps have joined that session: each time its cookie is set anew. */
  joined: number;
  /** The session whose sign-in follows the end of another, by itself. */
  signsInAgain: boolean;
  /** Ends what a hint names without a question, and with it clears the cookie of whichever session came along. */
  clearsAnyCookie: boolean;
  /** How many times it leads back without having ended anything. */
  endsNothing: number;
  /** An admin has disabled the person: nobody is let in, and their sessions live on. */
  disabled: boolean;
  /** Has no client of its account console, as where it was imported without one. */
  lacksConsole: boolean;
  down: boolean;
  refuses: {
    client?: boolean;
    /** The client that every realm has gives no code; its question is answered. */
    builtIn?: boolean;
    redirect?: boolean;
    origin?: boolean;
    afterUri?: boolean;
    afterTabUri?: boolean;
  };
  /** `prompt=none` never recognises anybody, as where a flow lacks the step that reads the cookie. */
  knowsNobody: boolean;
  /** Asks the person although the hint is right. */
  alwaysAsks: boolean;
  /** How its answers say whose they are: by `iss`, in a JWT where that is asked for, or not at all. */
  names: 'iss' | 'jwt' | 'no';
  /** Is hostile: sends who asks it for a code on to another OP, whose answers go past it. */
  sendsTo: FakeOp | null;
  /** The codes that have come to its token endpoint. */
  takenCodes: string[];
  /** Is no Keycloak, by the address of its keys. */
  isOther: boolean;
  /** Shows its question to nobody as well, or refuses it: it tells nothing. */
  asksNobodyToo: boolean;
  /** Where a person is sent who comes in through the identity provider. */
  provider: string;
  /** Sends whom it does not know straight to that provider, in place of a form of its own. */
  sendsOn: boolean;
  /** Answers no question without a hint, as Keycloak 18. */
  answersNoQuestion: boolean;
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
    people: new Map(),
    cookie: signedIn,
    joined: 0,
    signsInAgain: false,
    clearsAnyCookie: false,
    endsNothing: 0,
    disabled: false,
    lacksConsole: false,
    down: false,
    refuses: {},
    knowsNobody: false,
    alwaysAsks: false,
    names: 'iss',
    sendsTo: null,
    takenCodes: [],
    isOther: false,
    asksNobodyToo: false,
    provider: 'https://up.test/auth?redirect_uri=x',
    sendsOn: false,
    answersNoQuestion: false,
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

/** Signs somebody in in this browser. */
export function signIn(op: FakeOp, session: string, person = 'alice'): void {
  op.cookie = session;
  op.alive.add(session);
  op.people.set(session, person);
}

/** Whose a session is. */
export function personOf({ people }: FakeOp, session: string | null): string {
  return people.get(session ?? '') ?? 'alice';
}

function endSessionPage(op: FakeOp, q: URLSearchParams, cookie: string | null): Page {
  const uri = q.get('post_logout_redirect_uri');
  const isBuiltIn =
    ['account-console', 'account'].includes(q.get('client_id') ?? '') &&
    uri === `${op.realm.issuer}/account/full-signout`;
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
