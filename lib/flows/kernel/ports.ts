import type { Activity } from '../../contract/activity.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Policy } from '../../settings/policy.ts';
import type { Settings } from '../../settings/schema.ts';
import type { PageReader, RealmCookies, SessionMarks, SiteData, TabEvents, Tabs } from './browser-ports.ts';
import type { Locks } from './locks.ts';
import type { Moments } from './moments.ts';
import type { Pace } from './pace.ts';

/** Time. All values are milliseconds; `now` is since 1970. */
export type Clock = {
  now(): number;
  /** Calls back once after the given time, unless the returned function is called first. */
  after(ms: number, done: () => void): () => void;
};

/** A key-value area that outlives the worker, by keys alone, as pages have it. Reading several, and writing several, is one step. */
export type KeyedArea = {
  get(keys: string[]): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(keys: string[]): Promise<void>;
};

/** The same as the worker has it, for whom alone all of it is. */
export type Area = KeyedArea & {
  get(keys: string[] | null): Promise<Record<string, unknown>>;
  /** Every key that begins so. */
  keys(prefix: string): Promise<string[]>;
};

/** Why the browser gave a web-auth request up. */
export type WebAuthFailure = 'closed' | 'not-loaded' | 'needs-person' | 'timed-out';

/** Where a web-auth request ended: at one of this extension's redirect addresses, or nowhere. */
export type WebAuthAnswer =
  | { ok: true; address: string }
  | { ok: false; failure: WebAuthFailure; cause?: unknown };

/** A request by the browser's own way. `limitMs`: after so many milliseconds it is given up. */
export type WebAuthRequest = {
  url: string;
  /** Opens a window in which a person can act. */
  interactive: boolean;
  limitMs: number;
  /** Lets the OP's page run its scripts and frames until it redirects, instead of giving up once a page has loaded. */
  letPageRun?: boolean;
};

/** The browser's own window-less (or one-window) way to an OP, in the cookie jar of the tabs. */
export type WebAuth = {
  /** Whether a page can run in it; where not, a page of the OP that has to run takes a tab. */
  runsPages: boolean;
  ask(request: WebAuthRequest): Promise<WebAuthAnswer>;
};

/**
 * What a browser shows of one request that follows no redirect. Null `location`: it leads nowhere else. `retryAfter`: the header of that
 * name, where there is one; `body` as `readText` gives it.
 */
export type HopAnswer = {
  status: number;
  location: string | null;
  body: string;
  retryAfter?: string | null;
  /** Its body broke off, and is missing. */
  isBroken?: true;
};

/** Tokens as they come from the token endpoint; a refresh token is dropped before this. */
export type Tokens = {
  idToken: string;
  accessToken: string;
  claims: unknown;
  /** Until when the access token is good, milliseconds since 1970. */
  expiresAt: number;
  /** The refresh token, only where it is one for offline access, which has to be revoked. */
  offlineToken?: string;
};

/** A prepared authorization request. What its answer will need goes with it: nothing of it is stored. */
export type AuthorizationRequest = {
  url: string;
  /** The one in the address, at least 128 bits of randomness. */
  state: string;
  /**
   * Exchanges the code in the answer for tokens, once.
   * @param address where the answer arrived.
   * @throws {StepError} `token-refused`, `web-origin-missing`, `client-refused`, `realm-setting`, `realm-disabled`, `nonce-mismatch`,
   *   `id-token-invalid`, `timed-out`; of an answer that is no OP's `server-busy`, `server-unavailable`, `server-error`, `page-instead` where
   *   its status says so, else `answer-broken`. What never got an answer is thrown as the network's own TypeError.
   */
  exchange(address: string): Promise<Tokens>;
};

/** The OpenID Connect client library, as far as it is used here. */
export type Oidc = {
  /** Prepares an authorization request with PKCE. */
  request(
    op: Discovery,
    options: { silent: boolean; nonce: string; clientId: string; redirectUri: string },
  ): Promise<AuthorizationRequest>;
};

/** What a browser wants before it lets an extension talk to an OP. */
export type Access = {
  /**
   * Makes sure that requests to the OP can succeed.
   * @throws {StepError} `access-missing` where the person has not allowed it; its detail is the OP's origin.
   */
  ensure(op: Discovery): Promise<void>;
  /**
   * Makes sure that requests through the built-in client can succeed, which takes no Origin of ours: token, revocation and account.
   * @throws {StepError} `access-missing` where the person has not allowed it; its detail is the OP's origin.
   */
  ensureBuiltIn(op: Discovery): Promise<void>;
  /**
   * Makes sure that a POST to exactly this address of an OP can succeed.
   * @throws {StepError} `access-missing` where the person has not allowed it; its detail is the address's origin.
   */
  ensurePost(issuer: string, address: string): Promise<void>;
  /** The same for a DELETE. */
  ensureDelete(issuer: string, address: string): Promise<void>;
  /**
   * Has requests to exactly this address of an OP carry the Origin of the Chromium build, where the browser can; for tests of a realm
   * whose people use both browsers.
   * @returns false where the browser's own Origin goes out.
   */
  carryOrigin(issuer: string, address: string, origin: string): Promise<boolean>;
  /** Takes back what was made sure of for every OP but those of these issuers. */
  keepOnly(issuers: string[]): Promise<void>;
  /** Whether the person has allowed the host of an address, so that its answers can be read, cookies and all. */
  hasHost(address: string): Promise<boolean>;
};

/** The addresses of this very installation. */
export type Addresses = {
  redirectUri: string;
  /** Caught by the window-less request. */
  postLogoutUri: string;
  /** Loads the signed-out page in a tab; what a `fetch` is led to is only read. */
  postLogoutTabUri: string;
  /** Null where it cannot be registered. */
  webOrigin: string | null;
  signedOutPage(runId: string): string;
  /** The page of ours that sends a stored form on, so that nothing of it stands in an address. */
  postPage(key: string): string;
};

/** The settings document in `storage.local`, under the admin's policy. */
export type SettingsStore = {
  /** Whether it is that of private windows, of which nothing is kept on disk. */
  isPrivate: boolean;
  /** The settings that count. */
  read(): Promise<Settings>;
  readPolicy(): Promise<Policy>;
  /** The ids of those realms in the settings that nobody has named or kept: they were found by their cookie. */
  readFound(): Promise<string[]>;
  /** Changes the person's own document; changes come one after the other, each on what the one before has written. */
  change<T>(change: (settings: Settings) => { settings: Settings; value: T }): Promise<T>;
};

/** Where what was done is kept, as far as the settings want it kept. */
export type ActivityLog = {
  /** Adds an act, or takes the place of one of the same id. */
  add(act: Activity): Promise<void>;
};

/** All that the flows need of the world. */
export type Ports = {
  activity: ActivityLog;
  clock: Clock;
  /** A fresh unguessable text of 256 bits, safe in an address. */
  secret(): string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /**
   * Asks one address with the browser's cookies and follows no redirect; for hosts that the person has allowed. What it carries
   * is up to `init`: `credentials` says whether cookies go along.
   * @throws {TypeError} where no answer came, or none that may be seen.
   */
  hop(url: string, init: RequestInit): Promise<HopAnswer>;
  /**
   * Finds out whether anything answers at an address, without cookies and without reading it.
   * @returns null where something does; else why not in the browser's own words, which it keeps back where the host was not allowed.
   */
  reach(url: string, signal: AbortSignal): Promise<string | null>;
  pace: Pace;
  marks: SessionMarks;
  realmCookies: RealmCookies;
  moments: Moments;
  /** Survives a stop of the worker, not of the browser; only this extension reads it. Holds the tokens. */
  session: Area;
  webAuth: WebAuth;
  tabs: Tabs;
  tabEvents: TabEvents;
  oidc: Oidc;
  addresses: Addresses;
  access: Access;
  pages: PageReader;
  siteData: SiteData;
  locks: Locks;
  /** Names this instance of the worker. */
  worker: string;
};
