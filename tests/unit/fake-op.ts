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
    /** The built-in client gives no code; the question through it is answered. */
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
  /** The clients whose sessions it has been asked to end alone, which it can from 26.8 on; null before. */
  endedApps: string[] | null;
  /** The status with which it refuses to. */
  refusesApps?: number;
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
    endedApps: null,
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
