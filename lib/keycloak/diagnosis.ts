import type { Realm } from '../settings/schema.ts';

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
 * sentence for when it is right, one for when it is wrong, and a remedy in the locales (`test.NAME.ok|wrong|remedy`).
 */
export const CAUSES = [
  'plain-http',
  'unreachable',
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

/** All that a test of a realm looks at. */
export const CHECKS = [...CAUSES, ...RISKS] as const;

/** One thing that can be wrong. */
export type Cause = (typeof CHECKS)[number];

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
