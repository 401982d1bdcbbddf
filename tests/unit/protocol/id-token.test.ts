import { describe, expect, it } from 'vitest';
import { checkIdToken, personName } from '../../../lib/protocol/id-token.ts';

const ISSUER = 'https://op.test/realms/support';

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
