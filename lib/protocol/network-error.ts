import type { FailureCode } from '../errors/failure.ts';

/** What browsers call what keeps a request from being answered; the first that fits. */
const WORDS: readonly [RegExp, FailureCode][] = [
  [/offline|disconnected/i, 'offline'],
  [/NAME_NOT_RESOLVED|UNKNOWN_HOST/, 'name-unknown'],
  [/CERT|SSL|SEC_ERROR|PKIX/i, 'certificate-untrusted'],
];

/**
 * Reads why a request got no answer.
 * @param said the browser's own words, such as `net::ERR_NAME_NOT_RESOLVED` or `NS_ERROR_OFFLINE`; empty where it does not say.
 * @see https://source.chromium.org/chromium/chromium/src/+/main:net/base/net_error_list.h
 */
export function readNetworkError(said: string): FailureCode {
  return WORDS.find(([words]) => words.test(said))?.[1] ?? 'server-unreachable';
}
