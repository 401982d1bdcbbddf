import type { SessionMarks } from '../flows/kernel/browser-ports.ts';
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
    if (!(await mayReadCookies(issuer))) return 'unknown';
    const [cookies, digests] = await Promise.all([cookiesOf(issuer), digestsOf(sid)]);
    const marks = cookies.filter(({ name }) => SESSION_MARKS.includes(name));
    const read = marks.map(({ value }) => readSessionMark(value, digests));
    return read.find((one) => one !== 'unknown') ?? 'unknown';
  },
  stamp: async (issuer) => {
    if (!(await mayReadCookies(issuer))) return 'unknown';
    const cookies = await cookiesOf(issuer);
    const own = cookies.filter(({ name }) => IDENTITY_COOKIES.includes(name)).map(({ value }) => value);
    return own.length > 0 ? digest('SHA-256', own.join(' ')) : 'none';
  },
};

function cookiesOf(issuer: string) {
  return browser.cookies.getAll({ url: `${issuer}/`, ...ANY_PARTY } as Details);
}

async function digestsOf(sid: string): Promise<SidDigests> {
  return { sid, sha256: await digest('SHA-256', sid), sha384: await digest('SHA-384', sid) };
}

async function digest(name: string, text: string): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(text))));
}
