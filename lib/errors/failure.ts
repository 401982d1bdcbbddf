/**
 * Every way in which a step can fail, as a stable code. The user interface has a sentence and a remedy for
 * each (`error.CODE.what`, `error.CODE.remedy` in the locales); callers compare codes, never texts.
 */
export const FAILURE_CODES = [
  'server-unreachable',
  'not-a-realm',
  'issuer-mismatch',
  'no-sign-out-endpoint',
  'address-invalid',
  'address-insecure',
  'realm-exists',
  'set-by-policy',
  'no-realm-here',
  'client-refused',
  'access-missing',
  'web-origin-missing',
  'post-logout-uri-refused',
  'no-registration',
  'registration-refused',
  'registration-origin-refused',
  'client-exists',
  'interaction-needed',
  'token-refused',
  'id-token-invalid',
  'state-mismatch',
  'issuer-response-mismatch',
  'nonce-mismatch',
  'window-closed',
  'timed-out',
  'still-signed-in',
  'session-left',
  'not-proven',
  'interrupted',
  'unexpected',
] as const;

/** One of the stable failure codes. */
export type FailureCode = (typeof FAILURE_CODES)[number];

/**
 * A failed step as a value that can be stored and sent: never a token, never a cause object.
 * `details` is for the admin, word for word: the address asked, the value to register, what the OP answered.
 */
export type Failure = { code: FailureCode; details: string[] };
