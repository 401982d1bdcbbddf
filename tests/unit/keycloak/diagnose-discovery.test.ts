import { describe, expect, it } from 'vitest';
import { readClock, readCors, readDiscoveryAnswer } from '../../../lib/keycloak/diagnose-discovery.ts';

const ISSUER = 'https://sso.test/realms/staff';
const document = {
  issuer: ISSUER,
  token_endpoint: `${ISSUER}/token`,
  end_session_endpoint: `${ISSUER}/logout`,
};
/** What a sound document settles, in the order in which it is read. */
const SOUND = ['not-an-op', 'realm-missing', 'plain-http', 'issuer-differs', 'no-end-session'];
const NOTHING = { wrong: {}, right: [] };

const seen = (status: number, body: unknown) => ({
  status,
  redirected: false,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const withPart = (part: object) => seen(200, { ...document, ...part });

describe('the answer to the question for discovery', () => {
  it.each([
    ['a sound document', seen(200, document), {}],
    [
      'another issuer',
      withPart({ issuer: `${ISSUER}-too/` }),
      { 'issuer-differs': ['https://sso.test/realms/staff-too'] },
    ],
    ['the same issuer in another spelling', withPart({ issuer: `${ISSUER}/` }), {}],
    ['no end-session endpoint', seen(200, { issuer: ISSUER }), { 'no-end-session': [ISSUER] }],
    [
      'plain http',
      withPart({ token_endpoint: 'http://sso.test/token' }),
      { 'plain-http': ['http://sso.test/token'] },
    ],
    ['plain http at what nobody is sent to', withPart({ op_policy_uri: 'http://sso.test/policy' }), {}],
    ['plain http on this machine', withPart({ token_endpoint: 'http://localhost:8080/token' }), {}],
    ['an endpoint without an address', withPart({ token_endpoint: 'token' }), { 'plain-http': ['token'] }],
    ['an endpoint that is no text', withPart({ token_endpoint: null }), {}],
  ])('of an OP: %s', (_, answer, wrong) => {
    const right = SOUND.filter((cause) => !(cause in wrong));
    expect(readDiscoveryAnswer(ISSUER, answer)).toEqual({ wrong, right });
  });

  it.each([
    ['a page', seen(200, '<!doctype html>'), 'not-an-op'],
    ['a document without an issuer', seen(200, { ...document, issuer: 1 }), 'not-an-op'],
    ['a document that a failed server shows', seen(500, document), 'not-an-op'],
    ['404 of another server', seen(404, 'Not found'), 'not-an-op'],
    ['404 of another server in JSON', seen(404, { error: 'Not found' }), 'not-an-op'],
    ['404 of Keycloak', seen(404, { error: 'Realm does not exist' }), 'realm-missing'],
  ])('of none: %s', (_, answer, cause) => {
    expect(readDiscoveryAnswer(ISSUER, answer)).toEqual({ wrong: { [cause]: [ISSUER] }, right: [] });
  });

  it('shows addresses of other letters in ASCII, and is not broken by what is no address', () => {
    const lookAlike = 'ss\u043e.test/realms/staff';
    const damage = {
      issuer: `https://${lookAlike}`,
      token_endpoint: `http://${lookAlike}`,
      x_endpoint: { toString: 1 },
    };
    expect(readDiscoveryAnswer(ISSUER, withPart(damage)).wrong).toEqual({
      'plain-http': ['http://xn--ss-gmc.test/realms/staff'],
      'issuer-differs': ['https://xn--ss-gmc.test/realms/staff'],
    });
  });

  it('may be read by pages where that is said once, not twice', () => {
    expect(readCors('*, *')).toEqual({
      wrong: { 'cors-doubled': ['access-control-allow-origin: *, *'] },
      right: [],
    });
    expect([readCors('*'), readCors(null)]).toEqual([NOTHING, NOTHING]);
  });
});

describe('the clock of this machine', () => {
  const now = Date.parse('Mon, 23 Nov 2026 12:00:00 GMT');
  const off = (by: string) => ({ wrong: { 'clock-off': [by] }, right: [] });
  const well = { wrong: {}, right: ['clock-off'] };

  it.each([
    ['Mon, 23 Nov 2026 12:00:00 GMT', well],
    ['Mon, 23 Nov 2026 12:01:00 GMT', well],
    ['Mon, 23 Nov 2026 12:01:01 GMT', off('-61 s')],
    ['Mon, 23 Nov 2026 11:50:00 GMT', off('+600 s')],
    [null, NOTHING],
    ['nonsense', NOTHING],
  ])('is held against %s', (date, found) => {
    expect(readClock(date, now)).toEqual(found);
  });
});
