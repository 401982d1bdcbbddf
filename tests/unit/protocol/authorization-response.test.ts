import { describe, expect, it } from 'vitest';
import { checkAuthorizationResponse, namingMode } from '../../../lib/protocol/authorization-response.ts';
import { readDiscovery } from '../../../lib/protocol/discovery.ts';
import { discoveryOf } from '../fake-op.ts';

const ISSUER = 'https://op.test/realms/support';
const expected = { state: 's', issuer: ISSUER, issPromised: true };
const answer = (query: Record<string, string>) =>
  `https://id.redirect.test/signed-in?${new URLSearchParams(query)}`;
const good = { state: 's', iss: ISSUER };

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
    ['something else that is wanted first', { ...good, error: 'interaction_required' }, 'interaction-needed'],
    ['a fault of the OP', { ...good, error: 'server_error' }, 'server-error'],
    ['an OP that cannot now', { ...good, error: 'temporarily_unavailable' }, 'server-unavailable'],
    ['a refusal that is called like what every object has', { ...good, error: 'toString' }, 'client-refused'],
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
      expect.objectContaining({ code: 'state-mismatch', details: ['a parameter stands twice'] }),
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
