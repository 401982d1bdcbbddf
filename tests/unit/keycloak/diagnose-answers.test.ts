import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isClientRefused,
  openRedirectUri,
  readAccessToken,
  readAuthorizationAnswer,
  readEndAnswers,
  readLegacyAnswer,
  readOpenRedirect,
  readRedirectUris,
  readTokenAnswer,
} from '../../../lib/keycloak/diagnose-answers.ts';
import { readDiscoveryAnswer } from '../../../lib/keycloak/diagnose-discovery.ts';

const ISSUER = 'https://sso.test/realms/staff';
const own = { clientId: 'full-signout', webOrigin: 'chrome-extension://id' };
/** What is settled where the token endpoint has known the client for one that may ask it. */
const KNOWN = ['realm-disabled', 'client-unknown', 'client-disabled'];
const wrongIn = ({ wrong }: { wrong: object }) => Object.keys(wrong);
const NOTHING = { wrong: {}, right: [] };
const answersWith = (statuses: number[]) =>
  statuses.map((status, index) => ({ uri: `https://${index}.test/`, seen: seen(status) }));
/** Where a setting of the client stands. */
const at = (place: string) => [`Clients → full-signout → ${place}`];
const seen = (status: number, body: unknown = '') => ({
  status,
  redirected: status === 0,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('the answer to', () => {
  it.each([
    [
      'a client that is well',
      seen(400, { error: 'invalid_grant' }),
      {},
      [...KNOWN, 'client-confidential', 'web-origin'],
    ],
    [
      'no Web Origin',
      seen(403, { error: 'Invalid origin' }),
      { 'web-origin': ['chrome-extension://id'] },
      [...KNOWN, 'client-confidential'],
    ],
    ['an error of that name with another status', seen(400, { error: 'Invalid origin' }), {}, []],
    [
      'a confidential client',
      seen(401, { error: 'unauthorized_client' }),
      { 'client-confidential': ['full-signout'] },
      KNOWN,
    ],
    ['a disabled realm', seen(403, { error: 'access_denied' }), { 'realm-disabled': [] }, []],
    [
      'an unknown or disabled client',
      seen(401, { error: 'invalid_client', error_description: 'Invalid client credentials' }),
      {},
      ['realm-disabled'],
    ],
    [
      'a client that is to prove possession',
      seen(400, { error: 'invalid_request', error_description: 'DPoP proof is missing' }),
      { 'dpop-required': at('Settings → Require DPoP bound tokens: Off') },
      [...KNOWN, 'client-confidential', 'web-origin'],
    ],
    ['another error', seen(400, { error: 'invalid_request' }), {}, []],
    ['a page', seen(502, '<html>'), {}, []],
    ['a page in place of a refusal', seen(403, '<html>'), {}, []],
    ['an error that is none', seen(403, { error: ['Invalid origin'] }), {}, []],
  ])('the exchange of a code that never was: %s', (_, answer, wrong, right) => {
    expect(readTokenAnswer(answer, own)).toEqual({ wrong, right });
  });

  it('the exchange of a code that never was: no Web Origin, and none that could be registered', () => {
    const answer = seen(403, { error: 'Invalid origin' });
    expect(readTokenAnswer(answer, { ...own, webOrigin: null }).wrong).toEqual({ 'web-origin': [''] });
  });

  it.each([
    ['invalid_client', true],
    ['unauthorized_client', false],
    ['invalid_grant', false],
  ])('the token endpoint refuses the client itself: %s', (error, refused) => {
    expect(isClientRefused(seen(401, { error }))).toBe(refused);
    expect(isClientRefused(seen(401, error))).toBe(false);
  });

  it.each([
    [{ error: 'login_required' }, {}, ['standard-flow-off', 'pkce-not-s256']],
    [{ error: 'unauthorized_client' }, { 'standard-flow-off': ['full-signout'] }, []],
    [
      {
        error: 'invalid_request',
        error_description: 'Invalid parameter: code challenge method is not matching',
      },
      { 'pkce-not-s256': ['S256'] },
      [],
    ],
    [
      { error: 'unauthorized_client', error_description: 'Code challenge or flow is not allowed' },
      { 'standard-flow-off': ['full-signout'] },
      [],
    ],
    [
      { error: 'invalid_request', error_description: 'Pushed Authorization Request is only allowed.' },
      { 'par-required': at('Advanced → Pushed authorization request required: Off') },
      [],
    ],
    [{ error: 'invalid_request', error_description: 'Missing parameter: scope' }, {}, []],
    [{}, {}, []],
  ])('an authorization request with the form: %j', (fields, wrong, right) => {
    const named = { ...fields, iss: ISSUER };
    const asked = { clientId: own.clientId, issPromised: true };
    expect(readAuthorizationAnswer(named, asked)).toEqual({ wrong, right });
  });

  it('an authorization request by a page without a form says nothing, whatever was promised', () => {
    expect(readAuthorizationAnswer({}, { clientId: own.clientId, issPromised: true })).toEqual(NOTHING);
  });

  it('an authorization request that does not name its issuer is wrong where that was promised', () => {
    const fields = { error: 'login_required' };
    const read = (issPromised: boolean) =>
      readAuthorizationAnswer(fields, { clientId: 'full-signout', issPromised }).wrong;
    expect(read(true)).toEqual({
      'iss-left-out': at('Advanced → Exclude Issuer From Authentication Response: Off'),
    });
    expect(read(false)).toEqual({});
  });

  it.each([
    [[200, 200], {}, ['redirect-uri']],
    [[0, 404], {}, ['redirect-uri']],
    [[200, 400], { 'redirect-uri': ['https://1.test/'] }, []],
    [[400, 400], { 'redirect-uri': ['https://0.test/', 'https://1.test/'] }, []],
  ])('authorization requests for each redirect URI, with status %j', (statuses, wrong, right) => {
    expect(readRedirectUris(answersWith(statuses))).toEqual({ wrong, right });
  });

  it.each([
    [[0, 0], {}, ['post-logout-uri', 'confirmation-on']],
    [[400, 0], { 'post-logout-uri': ['https://0.test/'] }, ['confirmation-on']],
    [[400, 400], { 'post-logout-uri': ['https://0.test/', 'https://1.test/'] }, []],
    [[200, 200], { 'confirmation-on': ['logout.confirmation.enabled'] }, ['post-logout-uri']],
    [[0, 200], { 'confirmation-on': ['logout.confirmation.enabled'] }, ['post-logout-uri']],
    [
      [200, 400],
      { 'post-logout-uri': ['https://1.test/'], 'confirmation-on': ['logout.confirmation.enabled'] },
      [],
    ],
  ])('end-session requests without a session, with status %j', (statuses, wrong, right) => {
    const answers = answersWith(statuses);
    expect(readEndAnswers(answers, true)).toEqual({ wrong, right });
    const { 'confirmation-on': _, ...ofAnyOp } = wrong as Record<string, string[]>;
    expect(readEndAnswers(answers, false)).toEqual({
      wrong: ofAnyOp,
      right: right.filter((cause) => cause !== 'confirmation-on'),
    });
  });

  it('end-session requests: a page that has a field for a hint, and no refusal, is a page', () => {
    const answers = [{ uri: 'https://a.test/', seen: seen(200, '<input name="id_token_hint">') }];
    expect(wrongIn(readEndAnswers(answers, true))).toEqual(['confirmation-on']);
  });

  it('end-session requests that a server refuses for want of a hint, as Keycloak 18, say nothing of their addresses', () => {
    const hintless = seen(400, '<p>Ungültiger Parameter: id_token_hint</p>');
    const both = ['https://a.test/', 'https://b.test/'].map((uri) => ({ uri, seen: hintless }));
    expect(readEndAnswers(both, true)).toEqual(NOTHING);
    const [first, second] = both;
    const told = [first, { ...second, seen: seen(400) }] as Parameters<typeof readEndAnswers>[0];
    expect(readEndAnswers(told, true)).toEqual({
      wrong: { 'post-logout-uri': ['https://b.test/'] },
      right: [],
    });
  });

  it('end-session requests of which no answer may be read find nothing', () => {
    expect(readEndAnswers([], true)).toEqual(NOTHING);
  });

  it.each([
    [0, { 'open-redirect': [`${ISSUER}/protocol/openid-connect/auth*`] }, []],
    [200, { 'open-redirect': [`${ISSUER}/protocol/openid-connect/auth*`] }, []],
    [400, {}, ['open-redirect']],
  ])('the realm’s own authorization endpoint as the way back, with status %i', (status, wrong, right) => {
    expect(readOpenRedirect(openRedirectUri(ISSUER), seen(status))).toEqual({ wrong, right });
  });

  it('the legacy redirect_uri tells an old server', () => {
    expect(readLegacyAnswer(seen(0))).toEqual({ wrong: { 'too-old': ['18'] }, right: [] });
    expect(readLegacyAnswer(seen(400))).toEqual({ wrong: {}, right: ['too-old'] });
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

describe('an access token', () => {
  const token = (claims: object) => `x.${btoa(JSON.stringify(claims))}.x`;
  const rolesOf = (roles: unknown) => ({ resource_access: { account: { roles } } });

  it.each([
    { aud: 'account', ...rolesOf(['view-profile', 'view-applications']) },
    { aud: ['a', 'account'], ...rolesOf(['manage-account', 'view-profile']) },
  ])('with %j tells what a session holds', (claims) => {
    expect(readAccessToken(token(claims))).toEqual({ wrong: {}, right: ['account-audience'] });
  });

  it.each([
    { aud: 'account' },
    { aud: 'account', resource_access: {} },
    { aud: 'account', ...rolesOf(['manage-account']) },
    { aud: 'account', ...rolesOf(['view-profile']) },
    { aud: 'account', ...rolesOf('view-profile') },
    { aud: 'accounts', ...rolesOf(['view-profile']) },
    rolesOf(['view-profile']),
    {},
  ])('with %j does not, and what it lacks is named', (claims) => {
    expect(readAccessToken(token(claims))).toEqual({
      wrong: { 'account-audience': ['account', 'view-profile', 'manage-account'] },
      right: [],
    });
  });

  it.each(['', 'opaque', 'a.b.c'])('that is no JWT tells nothing: %j', (text) => {
    expect(readAccessToken(text)).toEqual(NOTHING);
  });
});
