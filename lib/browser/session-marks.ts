import type { SessionMarks } from '../flows/kernel/browser-ports.ts';
import { readSessionMark, SESSION_MARKS, type SidDigests } from '../keycloak/session-mark.ts';
import { mayReadCookies } from './access.ts';
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
};

/** First-party isolation in Firefox hides cookies from whoever does not name it. */
function cookiesOf(issuer: string) {
  const everywhere = import.meta.env.FIREFOX && { firstPartyDomain: null };
  return browser.cookies.getAll({ url: `${issuer}/`, ...everywhere } as Details);
}

async function digestsOf(sid: string): Promise<SidDigests> {
  const bytes = new TextEncoder().encode(sid);
  const digest = async (name: string) => base64url(new Uint8Array(await crypto.subtle.digest(name, bytes)));
  return { sid, sha256: await digest('SHA-256'), sha384: await digest('SHA-384') };
}
