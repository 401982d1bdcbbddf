import type { PageContents } from '../../lib/keycloak/end-page.ts';
import { REALM_DEFAULTS, type Realm } from '../../lib/settings/schema.ts';

export const REDIRECT = 'https://id.redirect.test/signed-in';
export const AFTER = 'https://id.redirect.test/signed-out';
export const AFTER_TAB = 'chrome-extension://id/signed-out.html';
export const ORIGIN = 'chrome-extension://id';

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
  down: boolean;
  refuses: {
    client?: boolean;
    origin?: boolean;
    fetchedUri?: boolean;
    afterUri?: boolean;
    afterTabUri?: boolean;
    /** Its own authorization endpoint, as a post-logout redirect URI. */
    askAfterEnd?: boolean;
  };
  /** `prompt=none` is passed on to an identity provider, which signs the person in again. */
  signsInAgain: boolean;
  /** Asks the person although the hint is right. */
  alwaysAsks: boolean;
  userinfo: number;
  /** How many codes it has given out. */
  codes: number;
  /** What the account API answers, by path; null refuses. */
  account: Record<string, unknown> | null;
  /** What the page holds that a request for the end of a session gets, and whether that page comes before the redirect. */
  page: PageContents;
  showsPage: boolean;
};

/** Makes an OP; with `signedIn` the browser has that session. */
export function fakeOp(name: string, signedIn: string | null = 's1'): FakeOp {
  const alive = new Set(signedIn ? [signedIn] : []);
  return {
    realm: realmNamed(name),
    alive,
    cookie: signedIn,
    down: false,
    refuses: {},
    signsInAgain: false,
    alwaysAsks: false,
    userinfo: 0,
    codes: 0,
    account: null,
    page: { frames: [], values: {} },
    showsPage: false,
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
    end_session_endpoint: at('logout'),
    authorization_response_iss_parameter_supported: true,
  };
}

/** What a browser gets: a redirect, a page that stays, or an error page. */
export type Page = { kind: 'redirect'; to: string } | { kind: 'page' } | { kind: 'error' };

/** What the OP answers a browser that asks for an address. */
export function visit(op: FakeOp, address: string): Page {
  if (op.down) return { kind: 'error' };
  const url = new URL(address);
  return url.pathname.endsWith('/auth') ? authorizationPage(op, url) : endSessionPage(op, url);
}

function authorizationPage(op: FakeOp, { searchParams: q }: URL): Page {
  if (op.refuses.client) return { kind: 'error' };
  if (op.refuses.fetchedUri && q.get('redirect_uri') === AFTER_TAB) return { kind: 'error' };
  const live = op.cookie && op.alive.has(op.cookie);
  if (!live && (op.signsInAgain || q.get('prompt') !== 'none')) {
    op.cookie = 's-new';
    op.alive.add('s-new');
  }
  const answer = op.cookie && op.alive.has(op.cookie) ? { code: op.cookie } : { error: 'login_required' };
  if (answer.code) op.codes += 1;
  const params = new URLSearchParams({ ...answer, state: q.get('state') ?? '', iss: op.realm.issuer });
  return { kind: 'redirect', to: `${q.get('redirect_uri') ?? REDIRECT}?${params}` };
}

function endSessionPage(op: FakeOp, { searchParams: q }: URL): Page {
  const uri = q.get('post_logout_redirect_uri');
  const onward = uri?.startsWith(`${op.realm.issuer}/protocol/openid-connect/auth`);
  if (uri === AFTER && op.refuses.afterUri) return { kind: 'error' };
  if (uri === AFTER_TAB && op.refuses.afterTabUri) return { kind: 'error' };
  if (onward && (op.refuses.askAfterEnd || new URL(uri ?? '').searchParams.has('state')))
    return { kind: 'error' };
  const hinted = q.get('id_token_hint')?.slice('id-'.length);
  const live = op.cookie && op.alive.has(op.cookie);
  // Nobody has to be asked.
  if (!hinted && !live && uri && !op.refuses.client)
    return { kind: 'redirect', to: `${uri}?state=${q.get('state')}` };
  if (!hinted || op.alwaysAsks || (live && hinted !== op.cookie))
    return op.refuses.client ? { kind: 'error' } : { kind: 'page' };
  op.alive.delete(hinted);
  op.cookie = null;
  if (!uri || op.showsPage) return { kind: 'page' };
  const to = new URL(uri);
  to.searchParams.set('state', q.get('state') ?? '');
  return onward ? visit(op, to.href) : { kind: 'redirect', to: to.href };
}
