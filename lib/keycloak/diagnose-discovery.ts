import * as v from 'valibot';
import { isAllowedIssuer, isSameIssuer, plainIssuer } from '../protocol/issuer.ts';
import { parseJson } from '../protocol/json.ts';
import { type Finding, mark, type Seen } from './diagnose-answers.ts';
import { isRealmMissing } from './endpoints.ts';

/** How far this machine's clock may be off, milliseconds. */
const CLOCK_TOLERANCE = 60_000;

const documentSchema = v.looseObject({ issuer: v.string() });

/**
 * Reads the answer to the question for a realm's discovery document.
 * @param issuer as configured.
 * @see OpenID Connect Discovery 1.0, section 4.3; Keycloak answers 404 `Realm does not exist`
 */
export function readDiscoveryAnswer(issuer: string, { status, body }: Seen): Finding {
  const json = parseJson(body);
  const document = v.safeParse(documentSchema, json);
  if (status !== 200 || !document.success) return { wrong: refusalOf(issuer, json), right: [] };
  const found: Finding = { wrong: {}, right: ['not-an-op', 'realm-missing'] };
  const endpoints = Object.entries(document.output).filter(([name]) => name.endsWith('_endpoint'));
  const named = endpoints.flatMap(([, url]) => (typeof url === 'string' ? [url] : []));
  const plain = named.filter((url) => !isAllowedIssuer(originOrNone(url))).map(plainIssuer);
  mark(found, 'plain-http', plain.length > 0 && plain);
  const differs = !isSameIssuer(issuer, document.output.issuer);
  mark(found, 'issuer-differs', differs && [plainIssuer(document.output.issuer)]);
  mark(found, 'no-end-session', !document.output.end_session_endpoint && [issuer]);
  return found;
}

function refusalOf(issuer: string, json: unknown): Finding['wrong'] {
  return isRealmMissing(json) ? { 'realm-missing': [issuer] } : { 'not-an-op': [issuer] };
}

/**
 * Reads the header that lets pages read an answer: a server and a proxy before it that both set it make it worth nothing, but to an
 * extension that has been allowed the host.
 * @see https://fetch.spec.whatwg.org/#cors-check
 */
export function readCors(allowOrigin: string | null): Finding {
  return allowOrigin?.includes(',')
    ? { wrong: { 'cors-doubled': [`access-control-allow-origin: ${allowOrigin}`] }, right: [] }
    : { wrong: {}, right: [] };
}

/**
 * Holds this machine's clock against the server's.
 * @param date the `Date` header; null where it may not be read.
 * @param now milliseconds since 1970.
 */
export function readClock(date: string | null, now: number): Finding {
  const found: Finding = { wrong: {}, right: [] };
  const off = now - Date.parse(date ?? '');
  if (Number.isNaN(off)) return found;
  const said = `${off > 0 ? '+' : ''}${Math.round(off / 1000)} s`;
  mark(found, 'clock-off', Math.abs(off) > CLOCK_TOLERANCE && [said]);
  return found;
}

function originOrNone(url: string): string {
  return URL.parse(url)?.origin ?? '';
}
