import type { Failure } from '../errors/failure.ts';
import { parseJson } from './json.ts';

/** An answer from outside, whatever was asked. `redirected`: it leads elsewhere, and was not followed. */
type Answer = { status: number; redirected: boolean; body: string };

/** What a proxy, or the server itself, answers where the server cannot be asked now. @see RFC 9110, sections 15.6.3 to 15.6.5 */
const AWAY: readonly number[] = [502, 503, 504];

/**
 * What an answer's status says of the server instead of what was asked for.
 * @param step named in the failure's details, before the status.
 * @returns null where it may be an answer to what was asked.
 * @see RFC 6585, sections 4 (429) and 6 (511)
 */
export function outageIn(status: number, step: string): Failure | null {
  const details = [step, `HTTP ${status}`];
  if (status === 429) return { code: 'server-busy', details };
  if (AWAY.includes(status)) return { code: 'server-unavailable', details };
  if (status === 511) return { code: 'page-instead', details };
  return status >= 500 ? { code: 'server-error', details } : null;
}

/**
 * What came in place of an answer that a program reads: an outage, or a web page, as of a network that wants a sign-in first, or the way to
 * one. A 404 may well be a page: then nothing is there.
 * @param step named in the failure's details.
 * @returns null where it may be the server's own word.
 */
export function insteadOf({ status, redirected, body }: Answer, step: string): Failure | null {
  const isPage = redirected || (status !== 404 && body.trimStart().startsWith('<'));
  const details = [step, redirected ? 'HTTP 3xx' : `HTTP ${status}`];
  return outageIn(status, step) ?? (isPage ? { code: 'page-instead', details } : null);
}

/**
 * The same for an answer that has to be JSON, all of it.
 * @param step named in the failure's details.
 */
export function insteadOfJson(answer: Answer, step: string): Failure | null {
  const instead = insteadOf(answer, step);
  if (instead || answer.status !== 200 || parseJson(answer.body) !== undefined) return instead;
  return { code: 'answer-broken', details: [step, `HTTP ${answer.status}`] };
}

/**
 * How long a server wants to be left alone, milliseconds; one that has had too many requests and does not say gets a second.
 * @param retryAfter its `Retry-After` header: seconds, or a date.
 * @param now milliseconds since 1970.
 * @returns null where it wants nothing of the kind.
 * @see RFC 9110, section 10.2.3
 */
export function waitWanted(status: number, retryAfter: string | null, now: number): number | null {
  if (status !== 429 && status !== 503) return null;
  const named = /^\d+$/.test(retryAfter ?? '')
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter ?? '') - now;
  if (!Number.isNaN(named)) return Math.max(named, 0);
  return status === 429 ? 1000 : null;
}
