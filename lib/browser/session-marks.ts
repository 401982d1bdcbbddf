import type { SessionMarks, Stamp } from '../flows/kernel/browser-ports.ts';
import {
  IDENTITY_COOKIES,
  readSessionMark,
  SESSION_MARKS,
  type SidDigests,
} from '../keycloak/session-mark.ts';
import { mayReadCookies } from './access.ts';
import { ANY_PARTY } from './any-party.ts';
import { browser } from './api.ts';
import { base64url } from './base64url.ts';

type Details = Parameters<typeof browser.cookies.getAll>[0];

/** Reads the browser's own marks of sessions, where cookies may be read; no request is sent for it. */
export const sessionMarks: SessionMarks = {
  compare: async (issuer, sid) => {
    const [cookies, digests] = await Promise.all([cookiesOf(issuer), digestsOf(sid)]);
    const marks = valuesOf(cookies ?? [], SESSION_MARKS).map((value) => readSessionMark(value, digests));
    return { mark: marks.find((one) => one !== 'unknown') ?? 'unknown', stamp: await stampOf(cookies) };
  },
  stamp: async (issuer) => stampOf(await cookiesOf(issuer)),
};

type Cookies = { name: string; value: string }[];

/** Null where they may not be read. */
async function cookiesOf(issuer: string): Promise<Cookies | null> {
  if (!(await mayReadCookies(issuer))) return null;
  return browser.cookies.getAll({ url: `${issuer}/`, ...ANY_PARTY } as Details);
}

function valuesOf(cookies: Cookies, names: readonly string[]): string[] {
  return cookies.filter(({ name }) => names.includes(name)).map(({ value }) => value);
}

async function stampOf(cookies: Cookies | null): Promise<Stamp> {
  if (!cookies) return 'unknown';
  const own = valuesOf(cookies, IDENTITY_COOKIES);
  return own.length > 0 ? digest('SHA-256', own.join(' ')) : 'none';
}

async function digestsOf(sid: string): Promise<SidDigests> {
  return { sid, sha256: await digest('SHA-256', sid), sha384: await digest('SHA-384', sid) };
}

async function digest(name: string, text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(text))));
}
