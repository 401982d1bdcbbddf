/** Which help leads on from a failure: a test of the realm's set-up, or the person's own list of sessions. */
export type Help = 'test' | 'sessions';

/**
 * What is to be known of a failure beside its words (`error.CODE.what`, `error.CODE.remedy` in the locales): which help it gets, if any,
 * and whether the person can still end the session at the OP itself, in a tab. Said only where it is so: the table is in the popup too.
 */
type Traits = { help?: Help; personCanEnd?: true };

const PLAIN: Traits = {};
const SET_UP: Traits = { help: 'test' };
const CLIENT: Traits = { help: 'test', personCanEnd: true };
const ANSWER: Traits = { personCanEnd: true };
const SESSION_LEFT: Traits = { help: 'sessions' };

/** Every way in which a step can fail, as a stable code; callers compare codes, never texts. One row per code, and no other list. */
export const FAILURES = {
  'server-unreachable': PLAIN,
  'not-a-realm': SET_UP,
  'issuer-mismatch': SET_UP,
  'no-sign-out-endpoint': SET_UP,
  'address-invalid': PLAIN,
  'address-insecure': PLAIN,
  'realm-exists': PLAIN,
  'settings-invalid': PLAIN,
  'set-by-policy': PLAIN,
  'no-realm-here': PLAIN,
  'client-refused': CLIENT,
  'access-missing': CLIENT,
  'web-origin-missing': CLIENT,
  'post-logout-uri-refused': SET_UP,
  'no-registration': PLAIN,
  'registration-refused': PLAIN,
  'registration-origin-refused': PLAIN,
  'client-exists': PLAIN,
  'interaction-needed': CLIENT,
  'token-refused': CLIENT,
  'id-token-invalid': ANSWER,
  'state-mismatch': ANSWER,
  'issuer-response-mismatch': ANSWER,
  'nonce-mismatch': ANSWER,
  'window-closed': PLAIN,
  'timed-out': PLAIN,
  'still-signed-in': PLAIN,
  'somebody-unnamed': CLIENT,
  'signed-in-again': PLAIN,
  'session-left': SESSION_LEFT,
  'token-expired': SESSION_LEFT,
  'not-proven': SESSION_LEFT,
  unfinished: PLAIN,
  'devices-left': SESSION_LEFT,
  'app-error': PLAIN,
  'app-unreachable': PLAIN,
  'app-unseen': PLAIN,
  'app-page-unread': PLAIN,
  'app-cookies-left': PLAIN,
  'app-unsettled': PLAIN,
  interrupted: PLAIN,
  unexpected: PLAIN,
} as const satisfies Record<string, Traits>;

/** One of the stable failure codes. */
export type FailureCode = keyof typeof FAILURES;

/** All codes, for tests and checks that go through them. */
export const FAILURE_CODES = /* @__PURE__ */ Object.keys(FAILURES) as FailureCode[];

/**
 * A failed step as a value that can be stored and sent: never a token, never a cause object.
 * `details` is for the admin, word for word: the address asked, the value to register, what the OP answered.
 */
export type Failure = { code: FailureCode; details: string[] };
