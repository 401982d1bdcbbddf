import { describe, expect, it } from 'vitest';
import type { StepError } from '../../../lib/errors/step-error.ts';
import { checkAuthorizationResponse, namingMode } from '../../../lib/protocol/authorization-response.ts';
import {
  discoveryUrl,
  endSessionEndpoint,
  readDiscovery,
  registrationEndpoint,
} from '../../../lib/protocol/discovery.ts';
import { checkIdToken, personName } from '../../../lib/protocol/id-token.ts';
import { discoveryOf } from '../fake-op.ts';

const ISSUER = 'https://op.test/realms/support';
const expected = { state: 's', issuer: ISSUER, issPromised: true };
const answer = (query: Record<string, string>) =>
  `https://id.redirect.test/signed-in?${new URLSearchParams(query)}`;
const good = { state: 's', iss: ISSUER };

describe('a discovery document', () => {
  it('is read where it names the issuer that was asked', () => {
    expect(readDiscovery(ISSUER, discoveryOf(ISSUER)).token_endpoint).toContain('/token');
  });

  it.each([
    ['with capitals in its host', 'https://OP.test/realms/support'],
    ['with the port that goes without saying', 'https://op.test:443/realms/support'],
    ['with a slash at its end', 'https://op.test/realms/support/'],
  ])('is read where it spells that issuer %s, which its answers then repeat to the letter', (_, iss) => {
    const read = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), issuer: iss });
    expect(read).toMatchObject({ issuer: ISSUER, iss });
  });

  it('is read where it names no userinfo, which an OP need not have', () => {
    const { userinfo_endpoint: _, ...poor } = discoveryOf(ISSUER);
    expect(readDiscovery(ISSUER, poor).userinfo_endpoint).toBeUndefined();
  });

  it.each([
    ['another issuer', discoveryOf('https://op.test/realms/staff'), 'issuer-mismatch'],
    ['nothing', null, 'not-a-realm'],
    ['a page', '<html>', 'not-a-realm'],
    [
      'an endpoint that is a script',
      { ...discoveryOf(ISSUER), token_endpoint: 'javascript:alert(1)' },
      'not-a-realm',
    ],
    [
      'an endpoint on plain http',
      { ...discoveryOf(ISSUER), end_session_endpoint: 'http://op.test/x' },
      'not-a-realm',
    ],
    [
      'an end-session endpoint on another server, which would be visited with its cookies',
      { ...discoveryOf(ISSUER), end_session_endpoint: 'https://bank.test/transfer?to=x' },
      'issuer-mismatch',
    ],
    [
      'an authorization endpoint on another port',
      { ...discoveryOf(ISSUER), authorization_endpoint: 'https://op.test:8443/auth' },
      'issuer-mismatch',
    ],
    [
      'a token endpoint on this machine',
      { ...discoveryOf(ISSUER), token_endpoint: 'http://127.0.0.1:9200/' },
      'issuer-mismatch',
    ],
    [
      'a userinfo endpoint in somebody’s own network',
      { ...discoveryOf(ISSUER), userinfo_endpoint: 'https://10.0.0.1/' },
      'issuer-mismatch',
    ],
    [
      'an endpoint that holds credentials',
      { ...discoveryOf(ISSUER), revocation_endpoint: 'https://user:secret@op.test/revoke' },
      'not-a-realm',
    ],
  ])('is refused with %s', (_, document, code) => {
    expect(() => readDiscovery(ISSUER, document)).toThrow(expect.objectContaining({ code }));
  });

  it('names another issuer and another endpoint as they are asked, which look like no others', () => {
    const lookAlike = 'https://\u043ep.test/realms/support';
    const refused = (document: object) => {
      try {
        return readDiscovery(ISSUER, document);
      } catch (error) {
        return (error as StepError).details;
      }
    };
    expect(refused(discoveryOf(lookAlike))).toEqual([ISSUER, 'https://xn--p-0tb.test/realms/support']);
    const endpoint = { ...discoveryOf(ISSUER), end_session_endpoint: `${lookAlike}/logout` };
    expect(refused(endpoint)).toEqual([ISSUER, 'https://xn--p-0tb.test/realms/support/logout']);
  });

  it('is asked for below the issuer, whose own slashes stand', () => {
    expect(discoveryUrl(ISSUER)).toBe(`${ISSUER}/.well-known/openid-configuration`);
    expect(discoveryUrl(`${ISSUER}/`)).toBe(`${ISSUER}/.well-known/openid-configuration`);
  });

  it('of another shape is named by its address', () => {
    expect(() => readDiscovery(ISSUER, null)).toThrow(
      expect.objectContaining({ details: [`${ISSUER}/.well-known/openid-configuration`] }),
    );
  });

  it('tells where sessions end and clients are registered, or that nobody can', () => {
    const op = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), registration_endpoint: `${ISSUER}/clients` });
    expect(endSessionEndpoint(op)).toBe(`${ISSUER}/protocol/openid-connect/logout`);
    expect(registrationEndpoint(op)).toBe(`${ISSUER}/clients`);
    const poor = readDiscovery(ISSUER, { ...discoveryOf(ISSUER), end_session_endpoint: undefined });
    const refusal = (code: string) => expect.objectContaining({ code, details: [ISSUER] });
    expect(() => endSessionEndpoint(poor)).toThrow(refusal('no-sign-out-endpoint'));
    expect(() => registrationEndpoint(poor)).toThrow(refusal('no-registration'));
  });
});

describe('an authorization response', () => {
  it('passes with exactly the state and the issuer that were expected', () => {
    const address = answer({ ...good, code: 'c' });
    const response = { kind: 'code', address, isNamed: true };
    expect(checkAuthorizationResponse(address, expected)).toEqual(response);
  });

  it('tells that nobody is signed in', () => {
    expect(checkAuthorizationResponse(answer({ ...good, error: 'login_required' }), expected)).toEqual({
      kind: 'nobody',
    });
  });

  it.each([
    ['another state', { ...good, state: 'S', code: 'c' }, 'state-mismatch'],
    ['no state', { iss: ISSUER, code: 'c' }, 'state-mismatch'],
    ['another issuer', { ...good, iss: 'https://evil.test', code: 'c' }, 'issuer-response-mismatch'],
    ['the issuer with a slash', { ...good, iss: `${ISSUER}/`, code: 'c' }, 'issuer-response-mismatch'],
    ['no issuer although promised', { state: 's', code: 'c' }, 'issuer-response-mismatch'],
    [
      'a login_required of another issuer',
      { state: 's', iss: 'https://evil.test', error: 'login_required' },
      'issuer-response-mismatch',
    ],
    ['consent missing', { ...good, error: 'consent_required' }, 'interaction-needed'],
    ['a refusal', { ...good, error: 'unauthorized_client' }, 'client-refused'],
    ['neither code nor error', good, 'client-refused'],
    ['an account to be chosen', { ...good, error: 'account_selection_required' }, 'interaction-needed'],
  ])('is refused with %s', (_, query, code) => {
    expect(() => checkAuthorizationResponse(answer(query), expected)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each([
    'state=s',
    'state=S',
    'code=c',
    'code=C',
    'iss=https%3A%2F%2Fevil.test',
    'error=login_required&error=x',
  ])('is refused where a parameter stands twice (%s)', (more) => {
    const doubled = `${answer({ ...good, code: 'c' })}&${more}`;
    expect(() => checkAuthorizationResponse(doubled, expected)).toThrow(
      expect.objectContaining({ code: 'state-mismatch' }),
    );
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['what the OP says', { ...good, error: 'x', error_description: 'Not you' }, ['x', 'Not you']],
    ['the OP’s word where it says no more', { ...good, error: 'x' }, ['x']],
    ['that there is no code', good, ['no code in the answer']],
    [
      'the issuer that was asked and the other',
      { ...good, iss: 'https://e.test' },
      [ISSUER, 'https://e.test'],
    ],
    ['the issuer that was asked and none', { state: 's' }, [ISSUER, '(none)']],
  ])('is refused with %s in the details, for the admin', (_, query, details) => {
    expect(() => checkAuthorizationResponse(answer(query), expected)).toThrow(
      expect.objectContaining({ details }),
    );
  });

  it('may leave the issuer out where the OP never promised it', () => {
    const response = checkAuthorizationResponse(answer({ state: 's', code: 'c' }), {
      ...expected,
      issPromised: false,
    });
    expect(response).toMatchObject({ kind: 'code', isNamed: false });
  });

  const inJwt = (claims: object) => answer({ response: `e30.${btoa(JSON.stringify(claims))}.signature` });
  const unpromised = { ...expected, issPromised: false };

  it('in a JWT names the issuer, and is given on with what it says in the open', () => {
    const response = checkAuthorizationResponse(inJwt({ ...good, code: 'c', exp: 1 }), unpromised);
    expect(response).toEqual({
      kind: 'code',
      isNamed: true,
      address: answer({ ...good, code: 'c', exp: '1' }),
    });
  });

  it.each([
    ['of another issuer', { ...good, iss: 'https://evil.test', code: 'c' }, 'issuer-response-mismatch'],
    ['with another state', { ...good, state: 'S', code: 'c' }, 'state-mismatch'],
    ['with a refusal', { ...good, error: 'unauthorized_client' }, 'client-refused'],
    ['with nothing', {}, 'state-mismatch'],
  ])('in a JWT %s is refused', (_, claims, code) => {
    expect(() => checkAuthorizationResponse(inJwt(claims), unpromised)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('in two JWTs is refused', () => {
    const one = inJwt({ ...good, code: 'c' });
    const doubled = `${one}&${new URL(one).search.slice(1)}`;
    expect(() => checkAuthorizationResponse(doubled, unpromised)).toThrow(
      expect.objectContaining({ code: 'state-mismatch' }),
    );
  });

  it('is not read in the open where there is a JWT too', () => {
    const mixed = `${answer({ ...good, code: 'c' })}&response=none`;
    expect(() => checkAuthorizationResponse(mixed, unpromised)).toThrow(
      expect.objectContaining({ code: 'state-mismatch' }),
    );
  });
});

describe('an OP that does not name itself by a parameter', () => {
  const op = readDiscovery(ISSUER, {
    ...discoveryOf(ISSUER),
    authorization_response_iss_parameter_supported: undefined,
    response_modes_supported: ['query', 'query.jwt'],
  });

  it('is asked to do so in a JWT, where it can', () => {
    expect(namingMode(op)).toBe('query.jwt');
    expect(namingMode({ ...op, response_modes_supported: ['query', 'jwt'] })).toBeNull();
    expect(namingMode({ ...op, response_modes_supported: undefined })).toBeNull();
    expect(namingMode({ ...op, authorization_response_iss_parameter_supported: true })).toBeNull();
  });
});

describe('an id_token', () => {
  const wanted = { issuer: ISSUER, clientId: 'full-signout', nonce: 'n', nowSeconds: 1_000_000 };
  const claims = {
    iss: ISSUER,
    aud: 'full-signout',
    azp: 'full-signout',
    sub: 'u',
    nonce: 'n',
    exp: 1_000_060,
    iat: 1_000_000,
  };

  it('passes with the claims that were expected, and with this client among several audiences', () => {
    expect(checkIdToken(claims, wanted).sub).toBe('u');
    expect(checkIdToken({ ...claims, aud: ['account', 'full-signout'] }, wanted).sub).toBe('u');
  });

  it('passes for one audience without an authorized party, and five minutes ahead to the second', () => {
    expect(checkIdToken({ ...claims, azp: undefined }, wanted).sub).toBe('u');
    expect(checkIdToken({ ...claims, iat: 1_000_300 }, wanted).sub).toBe('u');
  });

  it.each([
    ['another issuer', { iss: 'https://evil.test' }, 'iss'],
    ['another audience', { aud: 'other' }, 'aud'],
    ['another authorized party', { azp: 'other' }, 'azp'],
    ['several audiences and no authorized party', { aud: ['full-signout', 'other'], azp: undefined }, 'azp'],
    ['an end more than five minutes ago', { exp: 999_700 }, 'exp'],
    ['a beginning more than five minutes ahead', { iat: 1_000_301 }, 'iat'],
  ])('is refused with %s', (_, change, claim) => {
    expect(() => checkIdToken({ ...claims, ...change }, wanted)).toThrow(
      expect.objectContaining({ code: 'id-token-invalid', details: [claim] }),
    );
  });

  it.each([
    ['another nonce', { nonce: 'N' }],
    ['no nonce', { nonce: undefined }],
  ])('is refused with %s', (_, change) => {
    expect(() => checkIdToken({ ...claims, ...change }, wanted)).toThrow(
      expect.objectContaining({ code: 'nonce-mismatch' }),
    );
  });

  it.each([null, 'text', {}, { ...claims, sub: '' }, { ...claims, exp: 'soon' }])(
    'is refused in another shape (%j)',
    (shape) => {
      expect(() => checkIdToken(shape, wanted)).toThrow(
        expect.objectContaining({ code: 'id-token-invalid', details: [] }),
      );
    },
  );

  it('names the person by the first name the OP gives', () => {
    const checked = checkIdToken({ ...claims, name: 'Alice A', preferred_username: 'alice' }, wanted);
    expect(personName(checked)).toBe('alice');
    expect(personName({ ...checked, preferred_username: '' })).toBe('Alice A');
    expect(personName({ ...checked, preferred_username: undefined, name: undefined })).toBe('u');
    expect(personName({ ...checked, preferred_username: '\u202e\u200b', name: 'ecilA\u0000' })).toBe(
      'ecilA ',
    );
  });
});
