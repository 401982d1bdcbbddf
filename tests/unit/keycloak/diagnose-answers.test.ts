import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  openRedirectUri,
  readAccessToken,
  readAuthorizationAnswer,
  readEndAnswers,
  readLegacyAnswer,
  readOpenRedirect,
  readRedirectUris,
  readTokenAnswer,
} from '../../../lib/keycloak/diagnose-answers.ts';
import { readClock, readCors, readDiscoveryAnswer } from '../../../lib/keycloak/diagnose-discovery.ts';
import { CHECKS } from '../../../lib/keycloak/diagnosis.ts';
import { fixLine } from '../../../lib/keycloak/fix-line.ts';
import { realmNamed } from '../fake-op.ts';

const ISSUER = 'https://sso.test/realms/staff';
const own = {
  clientId: 'full-signout',
  webOrigin: 'chrome-extension://id',
  redirectUri: 'https://id.test/in',
};
const seen = (status: number, body: unknown = '') => ({
  status,
  redirected: status === 0,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const wrongIn = ({ wrong }: { wrong: object }) => Object.keys(wrong);
const document = {
  issuer: ISSUER,
  token_endpoint: `${ISSUER}/token`,
  end_session_endpoint: `${ISSUER}/logout`,
};

describe('the answer to', () => {
  it.each([
    ['a sound document', seen(200, document), []],
    ['another issuer', seen(200, { ...document, issuer: `${ISSUER}-too` }), ['issuer-differs']],
    ['the same issuer in another spelling', seen(200, { ...document, issuer: `${ISSUER}/` }), []],
    ['no end-session endpoint', seen(200, { issuer: ISSUER }), ['no-end-session']],
    ['plain http', seen(200, { ...document, token_endpoint: 'http://sso.test/token' }), ['plain-http']],
    ['a page', seen(200, '<!doctype html>'), ['not-an-op']],
    ['404 of another server', seen(404, 'Not found'), ['not-an-op']],
    ['404 of Keycloak', seen(404, { error: 'Realm does not exist' }), ['realm-missing']],
  ])('the question for discovery: %s', (_, answer, wrong) => {
    expect(wrongIn(readDiscoveryAnswer(ISSUER, answer))).toEqual(wrong);
  });

  it('the question for discovery: addresses of other letters are shown in ASCII, and what is no address breaks nothing', () => {
    const lookAlike = 'ss\u043e.test/realms/staff';
    const damage = {
      issuer: `https://${lookAlike}`,
      token_endpoint: `http://${lookAlike}`,
      x_endpoint: { toString: 1 },
    };
    expect(readDiscoveryAnswer(ISSUER, seen(200, { ...document, ...damage })).wrong).toEqual({
      'plain-http': ['http://xn--ss-gmc.test/realms/staff'],
      'issuer-differs': ['https://xn--ss-gmc.test/realms/staff'],
    });
  });

  it.each([
    ['a client that is well', seen(400, { error: 'invalid_grant' }), [], 'web-origin'],
    ['no Web Origin', seen(403, { error: 'Invalid origin' }), ['web-origin'], 'client-confidential'],
    [
      'a confidential client',
      seen(401, { error: 'unauthorized_client' }),
      ['client-confidential'],
      'client-disabled',
    ],
    ['a disabled realm', seen(403, { error: 'access_denied' }), ['realm-disabled'], undefined],
    ['an unknown or disabled client', seen(401, { error: 'invalid_client' }), [], 'realm-disabled'],
    [
      'a client that is to prove possession',
      seen(400, { error: 'invalid_request', error_description: 'DPoP proof is missing' }),
      ['dpop-required'],
      'web-origin',
    ],
    ['a page', seen(502, '<html>'), [], undefined],
  ])('the exchange of a code that never was: %s', (_, answer, wrong, right) => {
    const found = readTokenAnswer(answer, own);
    expect(wrongIn(found)).toEqual(wrong);
    expect(found.right.at(-1)).toBe(right);
  });

  it.each([
    [{ error: 'login_required' }, []],
    [{ error: 'unauthorized_client' }, ['standard-flow-off']],
    [
      {
        error: 'invalid_request',
        error_description: 'Invalid parameter: code challenge method is not matching',
      },
      ['pkce-not-s256'],
    ],
    [
      { error: 'invalid_request', error_description: 'Pushed Authorization Request is only allowed.' },
      ['par-required'],
    ],
    [{}, []],
  ])('an authorization request with the form: %j', (fields, wrong) => {
    const named = { ...fields, iss: ISSUER };
    const asked = { clientId: own.clientId, issPromised: true };
    expect(wrongIn(readAuthorizationAnswer(named, asked))).toEqual(wrong);
  });

  it('an authorization request that does not name its issuer is wrong where that was promised', () => {
    const fields = { error: 'login_required' };
    const read = (issPromised: boolean) =>
      readAuthorizationAnswer(fields, { clientId: 'full-signout', issPromised }).wrong;
    expect(read(true)).toEqual({
      'iss-left-out': [
        'Clients → full-signout → Advanced → Exclude Issuer From Authentication Response: Off',
      ],
    });
    expect(read(false)).toEqual({});
  });

  it('discovery lets pages read it once, not twice', () => {
    expect(wrongIn(readCors('*, *'))).toEqual(['cors-doubled']);
    expect([readCors('*'), readCors(null)]).toEqual([
      { wrong: {}, right: [] },
      { wrong: {}, right: [] },
    ]);
  });

  it.each([
    [[200, 200], {}],
    [[200, 400], { 'redirect-uri': ['https://1.test/'] }],
    [[400, 400], { 'redirect-uri': ['https://0.test/', 'https://1.test/'] }],
  ])('authorization requests for each redirect URI, with status %j', (statuses, wrong) => {
    const answers = statuses.map((status, at) => ({ uri: `https://${at}.test/`, seen: seen(status) }));
    expect(readRedirectUris(answers).wrong).toEqual(wrong);
  });

  it.each([
    [[0, 0], []],
    [[400, 0], ['post-logout-uri']],
    [[400, 400], ['post-logout-uri']],
    [[200, 200], ['confirmation-on']],
  ])('end-session requests without a session, with status %j', (statuses, wrong) => {
    const answers = statuses.map((status, at) => ({ uri: `https://${at}.test/`, seen: seen(status) }));
    expect(wrongIn(readEndAnswers(answers, true))).toEqual(wrong);
    expect(wrongIn(readEndAnswers(answers, false))).not.toContain('confirmation-on');
  });

  it('end-session requests that a server refuses for want of a hint, as Keycloak 18, say nothing of their addresses', () => {
    const hintless = seen(400, '<p>Ungültiger Parameter: id_token_hint</p>');
    const both = ['https://a.test/', 'https://b.test/'].map((uri) => ({ uri, seen: hintless }));
    expect(readEndAnswers(both, true)).toEqual({ wrong: {}, right: [] });
    const [first, second] = both;
    const told = [first, { ...second, seen: seen(400) }] as Parameters<typeof readEndAnswers>[0];
    expect(readEndAnswers(told, true)).toEqual({
      wrong: { 'post-logout-uri': ['https://b.test/'] },
      right: [],
    });
  });

  it('end-session requests of which no answer may be read find nothing', () => {
    expect(readEndAnswers([], true)).toEqual({ wrong: {}, right: [] });
  });

  it.each([
    [0, { 'open-redirect': [`${openRedirectUri(ISSUER)}*`] }, []],
    [200, { 'open-redirect': [`${openRedirectUri(ISSUER)}*`] }, []],
    [400, {}, ['open-redirect']],
  ])('the realm’s own authorization endpoint as the way back, with status %i', (status, wrong, right) => {
    expect(readOpenRedirect(openRedirectUri(ISSUER), seen(status))).toEqual({ wrong, right });
  });

  it('the legacy redirect_uri tells an old server', () => {
    expect(wrongIn(readLegacyAnswer(seen(0)))).toEqual(['too-old']);
    expect(wrongIn(readLegacyAnswer(seen(400)))).toEqual([]);
  });

  it('any of them never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        readDiscoveryAnswer(ISSUER, seen(status, body));
        readTokenAnswer(seen(status, body), own);
        readAccessToken(body);
      }),
    );
  });
});

describe('the clock of this machine', () => {
  const now = Date.parse('Mon, 23 Nov 2026 12:00:00 GMT');
  it.each([
    ['Mon, 23 Nov 2026 12:00:59 GMT', []],
    ['Mon, 23 Nov 2026 12:01:01 GMT', ['clock-off']],
    ['Mon, 23 Nov 2026 11:50:00 GMT', ['clock-off']],
    [null, []],
    ['nonsense', []],
  ])('is held against %s', (date, wrong) => {
    expect(wrongIn(readClock(date, now))).toEqual(wrong);
  });
});

describe('an access token', () => {
  const token = (claims: object) => `x.${btoa(JSON.stringify(claims))}.x`;
  it.each([
    [{ aud: 'account', resource_access: { account: { roles: ['view-profile'] } } }, []],
    [{ aud: ['a', 'account'], resource_access: { account: { roles: ['view-profile'] } } }, []],
    [{ aud: 'account' }, ['account-audience']],
    [{}, ['account-audience']],
  ])('with %j is wrong in %j', (claims, wrong) => {
    expect(wrongIn(readAccessToken(token(claims)))).toEqual(wrong);
  });
});

describe('the line for kcadm', () => {
  const addresses = { redirectUris: [own.redirectUri], postLogoutUris: [], webOrigin: own.webOrigin };
  it('names the realm, the client and the value', () => {
    expect(fixLine('pkce-not-s256', realmNamed('staff'), addresses)).toContain(
      `-r staff -s 'attributes."pkce.code.challenge.method"=S256'`,
    );
  });

  it('has nothing within double quotes, where a shell would expand a part of a name', () => {
    const realm = { ...realmNamed('staff'), clientId: 'a!!$(b)' };
    expect(fixLine('client-disabled', realm, addresses)).toBe(
      "kcadm.sh update clients/$(kcadm.sh get clients -r staff -q clientId='a!!$(b)' --fields id --format csv --noquotes) -r staff -s enabled=true",
    );
  });

  it('is there for what Keycloak can be told, and for nothing else', () => {
    const none = CHECKS.filter((cause) => !fixLine(cause, realmNamed('staff'), addresses));
    expect(none).toEqual([
      'plain-http',
      'server-unreachable',
      'not-an-op',
      'realm-missing',
      'issuer-differs',
      'no-end-session',
      'too-old',
      'clock-off',
      'built-in-client',
    ]);
  });
});
