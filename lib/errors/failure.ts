/** Which help leads on from a failure: a test of the realm's set-up, or the person's own list of sessions. */
export type Help = 'test' | 'sessions';

/**
 * What is to be known of a failure beside its words (`error.CODE.what`, `error.CODE.remedy` in the locales): which help it gets, if any,
 * whether the person can still end the session at the OP itself, in a tab, and whether access to the server leads on. Said only where it
 * is so: the table is in the popup too.
 */
type Traits = { help?: Help; personCanEnd?: true; allow?: true };

const SET_UP: Traits = { help: 'test' };
const CLIENT: Traits = { help: 'test', personCanEnd: true };
const ACCESS: Traits = { ...CLIENT, allow: true };
const ANSWER: Traits = { personCanEnd: true };
const SESSION_LEFT: Traits = { help: 'sessions' };

/** Those ways in which a step can fail of which more is to be known than words. */
const TRAITS = {
  'not-a-realm': SET_UP,
  'realm-missing': SET_UP,
  'realm-disabled': SET_UP,
  'issuer-mismatch': SET_UP,
  'no-sign-out-endpoint': SET_UP,
  'answer-unreadable': ACCESS,
  'realm-setting': CLIENT,
  'client-refused': CLIENT,
  'access-missing': ACCESS,
  'web-origin-missing': CLIENT,
  'post-logout-uri-refused': SET_UP,
  'interaction-needed': CLIENT,
  'token-refused': CLIENT,
  'id-token-invalid': ANSWER,
  'state-mismatch': ANSWER,
  'issuer-response-mismatch': ANSWER,
  'nonce-mismatch': ANSWER,
  'somebody-unnamed': CLIENT,
  'session-left': SESSION_LEFT,
  'token-expired': SESSION_LEFT,
  'not-proven': SESSION_LEFT,
  'devices-left': SESSION_LEFT,
} satisfies Record<string, Traits>;

/** All others. They are a type alone: worker and popup carry no list of what they need not know. */
type PlainCode =
  | 'offline'
  | 'name-unknown'
  | 'certificate-untrusted'
  | 'server-unreachable'
  | 'server-busy'
  | 'server-unavailable'
  | 'server-error'
  | 'page-instead'
  | 'answer-broken'
  | 'account-disabled'
  | 'address-invalid'
  | 'address-insecure'
  | 'realm-exists'
  | 'settings-invalid'
  | 'set-by-policy'
  | 'no-realm-here'
  | 'private-window'
  | 'no-registration'
  | 'registration-refused'
  | 'registration-origin-refused'
  | 'client-exists'
  | 'window-closed'
  | 'timed-out'
  | 'still-signed-in'
  | 'signed-in-again'
  | 'unfinished'
  | 'app-not-ended'
  | 'app-error'
  | 'app-unreachable'
  | 'app-unseen'
  | 'app-page-unread'
  | 'app-cookies-left'
  | 'app-unsettled'
  | 'storage-failed'
  | 'interrupted'
  | 'unexpected';

/** One of the stable failure codes; callers compare codes, never texts. Each stands in one of the two lists, and in no other. */
export type FailureCode = keyof typeof TRAITS | PlainCode;

/** What is to be known of a failure beside its words. */
export function traitsOf(code: FailureCode): Traits {
  return (TRAITS as Partial<Record<FailureCode, Traits>>)[code] ?? {};
}

/**
 * A failed step as a value that can be stored and sent: never a token, never a cause object.
 * `details` is for the admin, word for word: the address asked, the value to register, what the OP answered.
 */
export type Failure = { code: FailureCode; details: string[] };
