import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../lib/errors/failure.ts';
import { REALM_SETTINGS, settingIn, settingNamed, whereIs } from '../../../lib/keycloak/realm-setting.ts';

const refusal = (...details: string[]): Failure => ({ code: 'token-refused', details });
const leftOut = (iss: string): Failure => ({ code: 'issuer-response-mismatch', details: ['https://a', iss] });

describe('a setting of the client that is in the way', () => {
  it.each<[string, Failure, string]>([
    [
      'pushed authorization requests are wanted',
      refusal('invalid_request', 'Pushed Authorization Request is only allowed.'),
      'Clients → c → Advanced → Pushed authorization request required: Off',
    ],
    [
      'a proof of possession is wanted',
      refusal('invalid_request', 'DPoP proof is missing'),
      'Clients → c → Settings → Require DPoP bound tokens: Off',
    ],
    [
      'the id_token is to be encrypted',
      refusal('unknown_error', 'can not get encryption KEK'),
      'Clients → c → Advanced → ID token encryption key management algorithm: none',
    ],
    [
      'the issuer is left out of the answer',
      leftOut('(none)'),
      'Clients → c → Advanced → Exclude Issuer From Authentication Response: Off',
    ],
  ])('is said to be that, with its place in the admin console, where %s', (_, failure, place) => {
    expect(settingIn(failure, 'c')).toEqual({ code: 'realm-setting', details: [place] });
  });

  it.each<[string, Failure]>([
    ['a refusal for another reason', refusal('invalid_grant', 'Code not valid')],
    ['a refusal without a word', refusal()],
    ['a word that only holds the sign', refusal('access_denied', 'NoDPoPs')],
    ['an answer in the name of another issuer', leftOut('https://b')],
    ['another refusal whose second detail is none', refusal('error', '(none)')],
  ])('is not seen in %s, which stays as it is', (_, failure) => {
    expect(settingIn(failure, 'c')).toBe(failure);
  });

  it('is not seen in what the client is called', () => {
    const failure = refusal('invalid_client', 'Invalid client credentials', 'wiki-dpop');
    expect(settingIn(failure, 'wiki-dpop')).toBe(failure);
  });

  it.each(REALM_SETTINGS)(
    'is known again from what a row has named, whatever the client is called: %s',
    (setting) => {
      expect(settingNamed(['HTTP 400', whereIs(setting, 'a → b: Off')])).toBe(setting);
    },
  );

  it('is not known in a row that names none', () => {
    expect([settingNamed([]), settingNamed(['HTTP 400', 'Clients → c'])]).toEqual([undefined, undefined]);
  });
});
