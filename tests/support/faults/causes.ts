import type { FailureCode } from '../../../lib/errors/failure.ts';
import type { WireFault } from './wire.ts';

/** What says that something is set up wrong, that somebody else has answered, or nothing at all. */
const ACCUSATIONS: readonly FailureCode[] = [
  'unexpected',
  'not-a-realm',
  'issuer-mismatch',
  'no-sign-out-endpoint',
  'client-refused',
  'access-missing',
  'web-origin-missing',
  'post-logout-uri-refused',
  'interaction-needed',
  'token-refused',
  'id-token-invalid',
  'state-mismatch',
  'issuer-response-mismatch',
  'nonce-mismatch',
];

/**
 * What nobody can tell apart, fault by fault. A page in place of a redirect is a page, whatever it holds: an OP that wants something of the
 * person shows one. The browser's own way says of it no more than that, also where it broke off, and what is too long to be read is as
 * if it were empty. OPs refuse a client with any of these statuses. Whole JSON in which no tokens are is an OP that has given none. Where
 * a silent request leads elsewhere a window is next, of which a client that is refused in fact is told.
 */
const MAY_BE: Partial<Record<string, readonly FailureCode[]>> = {
  'breaks off in mid answer': ['interaction-needed'],
  '401': ['client-refused'],
  '403': ['client-refused'],
  '404': ['not-a-realm', 'client-refused'],
  HTML: ['interaction-needed'],
  huge: ['interaction-needed'],
  'redirect elsewhere': ['interaction-needed', 'client-refused'],
  empty: ['interaction-needed', 'token-refused'],
  'wrong JSON': ['not-a-realm', 'interaction-needed', 'token-refused'],
  garbage: ['interaction-needed'],
};

/** Whether a cause accuses a server or a realm of what has happened in the browser alone. Without access it is access that is missing. */
export function accusesAfter({ name }: { name: string }): (cause: string) => boolean {
  return (cause) =>
    ACCUSATIONS.some((one) => one === cause) &&
    !(name === 'permission taken away' && cause === 'access-missing');
}

/**
 * Whether a cause accuses what a fault has left well: a server that is down is no missing realm, and no client that was set up wrong.
 * @param isSeen whether the browser shows the answers; else it shows no more than that a request has failed, and allowing the host is
 * what tells more.
 */
export function accusesIn({ name }: WireFault, isSeen: boolean): (cause: string) => boolean {
  return (cause) => {
    if (!ACCUSATIONS.some((one) => one === cause)) return false;
    if (!isSeen && cause === 'access-missing') return false;
    return !MAY_BE[name]?.some((one) => one === cause);
  };
}
