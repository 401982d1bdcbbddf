import type { FailureCode } from '../errors/failure.ts';
import type { Realm } from '../settings/schema.ts';
import { REALM_SETTINGS } from './realm-setting.ts';

/** What can be wrong with the client that is registered for this extension. */
const OF_CLIENT = [
  'client-unknown',
  'client-disabled',
  'client-confidential',
  'standard-flow-off',
  'pkce-not-s256',
  'redirect-uri',
  'post-logout-uri',
  'web-origin',
  'confirmation-on',
  'consent-required',
  'account-audience',
] as const;

/**
 * What can be wrong with a realm's set-up, each checked on its own, in the order in which a person reads them. Each has a
 * sentence for when it is right, one for when it is wrong, and a remedy in the locales (`test.NAME.ok|wrong|remedy`), the last two of
 * them those of a failure where a row says the same.
 */
const SET_UP = [
  'plain-http',
  'server-unreachable',
  'not-an-op',
  'realm-missing',
  'realm-disabled',
  'issuer-differs',
  'no-end-session',
  'too-old',
  'clock-off',
  'built-in-client',
  ...OF_CLIENT,
] as const;

/** What works and is a risk all the same. */
const RISKS = ['open-redirect'] as const;

/** What concerns the registered client, and nobody where a realm is asked through its own. */
export const OF_REGISTERED: readonly Cause[] = [...OF_CLIENT, ...RISKS];

/** All that a test of a realm checks, and says of each whether it is right. */
export const CHECKS = [...SET_UP, ...RISKS] as const;

/** What comes in place of an answer, at whatever a test asks. */
const INSTEAD = [
  'offline',
  'name-unknown',
  'certificate-untrusted',
  'answer-unreadable',
  'timed-out',
  'server-busy',
  'server-unavailable',
  'server-error',
  'page-instead',
  'answer-broken',
] as const satisfies readonly FailureCode[];

/** Further settings in the way, which only a test of a realm names. */
const FURTHER_SETTINGS = {
  'offline-default': 'Client scopes → offline_access: Optional',
  'sign-in-wanted':
    'Advanced → Authentication flow overrides (a flow with Cookie), Default ACR Values, Minimum ACR Value',
  'prompt-none-forwarded': 'Identity providers → Accepts prompt=none forward from client: Off',
  'cors-doubled': '',
} as const;

/** Settings by which a realm cannot be asked as others are, none of which is checked by itself. */
const SETTINGS = [...REALM_SETTINGS, ...(Object.keys(FURTHER_SETTINGS) as (keyof typeof FURTHER_SETTINGS)[])];

/** What a test names where it meets it, in the words that a realm's row has for it too; of what it does not meet it says nothing. */
const MET = [...INSTEAD, ...SETTINGS, 'account-disabled'] as const;

/** What can be wrong, all that a test can name. */
export const CAUSES = [...INSTEAD, ...SET_UP, ...SETTINGS, 'account-disabled'] as const;

/** What is checked. */
export type Check = (typeof CHECKS)[number];

/** One thing that can be wrong. */
export type Cause = Check | (typeof MET)[number];

/** Whether a test says of a cause too that it is not so. */
export function isCheck(cause: Cause): cause is Check {
  return (CHECKS as readonly Cause[]).includes(cause);
}

/** The causes that a row says in the same words. */
const AS_FAILURES = [
  ...INSTEAD,
  'server-unreachable',
  'realm-missing',
  'realm-disabled',
  'account-disabled',
] as const satisfies readonly FailureCode[];

/** Checks that have a name of their own, and say what is wrong in a failure's words all the same. */
const BY_ANOTHER_NAME = {
  'not-an-op': 'not-a-realm',
  'issuer-differs': 'issuer-mismatch',
  'no-end-session': 'no-sign-out-endpoint',
  'web-origin': 'web-origin-missing',
  'post-logout-uri': 'post-logout-uri-refused',
} as const satisfies Partial<Record<Check, FailureCode>>;

/** The failure that says a cause in the same words; null where it has words of its own. */
export function failureFor(cause: Cause): FailureCode | null {
  if ((SETTINGS as readonly Cause[]).includes(cause)) return 'realm-setting';
  return causeInstead(cause) ?? (BY_ANOTHER_NAME as Partial<Record<Cause, FailureCode>>)[cause] ?? null;
}

/** A cause that has words of its own: no failure of a realm's row says the same. */
type Worded = Exclude<Check, (typeof AS_FAILURES)[number] | keyof typeof BY_ANOTHER_NAME>;

/** The same cause, where it has words of its own. */
export function ownWordsOf(cause: Cause): Worded | null {
  return failureFor(cause) ? null : (cause as Worded);
}

/** The cause that a failure is, by the same name; null where none is called so. */
export function causeInstead(name: FailureCode | Cause): (typeof AS_FAILURES)[number] | null {
  return AS_FAILURES.find((one) => one === name) ?? null;
}

/** Where a setting stands in the admin console, and what it has to be. */
export function placeOfSetting(setting: keyof typeof FURTHER_SETTINGS, clientId: string): string {
  const place = FURTHER_SETTINGS[setting];
  return setting === 'prompt-none-forwarded' ? place : `Clients → ${clientId} → ${place}`;
}

/**
 * How a check stands. `unknown` could not be checked: `blocked` by what is wrong before it, for want of `access` to the
 * realm's host, because nobody is `signed-in` in this browser, or because the `answer` was none that is known.
 */
export type CheckState =
  | { state: 'ok' }
  | { state: 'wrong'; details: string[]; command?: string }
  | { state: 'unknown'; why: 'blocked' | 'access' | 'signed-in' | 'answer' };

/** A test of a realm: through which client it was to be asked, the checks that have ended so far, and whether it goes on. */
export type Diagnosis = {
  asked: Pick<Realm, 'clientId' | 'client'>;
  checks: Partial<Record<Cause, CheckState>>;
  running: boolean;
};
