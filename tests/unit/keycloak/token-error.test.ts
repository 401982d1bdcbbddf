import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../lib/errors/failure.ts';
import { readTokenError, type TokenError } from '../../../lib/keycloak/token-error.ts';

const ORIGIN = 'chrome-extension://id';
const read = (error: TokenError) => readTokenError(error, 'c', ORIGIN);

describe('a token endpoint that has given out no tokens', () => {
  it.each<[string, TokenError, Failure['code'], string[]]>([
    ['wants the Web Origin', { error: 'Invalid origin' }, 'web-origin-missing', [ORIGIN]],
    [
      'is of a realm that is disabled',
      { error: 'access_denied', error_description: 'Realm not enabled' },
      'realm-disabled',
      ['access_denied', 'Realm not enabled'],
    ],
    [
      'lets this person in no more',
      { error: 'access_denied', error_description: 'Account disabled' },
      'token-refused',
      ['access_denied', 'Account disabled', 'c'],
    ],
    [
      'refuses something else of the realm',
      { error: 'invalid_grant', error_description: 'Not of this realm' },
      'token-refused',
      ['invalid_grant', 'Not of this realm', 'c'],
    ],
    ['is of no realm', { error: 'Realm does not exist' }, 'realm-missing', ['Realm does not exist']],
    ['has failed', { error: 'unknown_error' }, 'server-error', ['token', 'unknown_error']],
    [
      'has failed, as the standard says it',
      { error: 'server_error', error_description: 'no database' },
      'server-error',
      ['token', 'server_error', 'no database'],
    ],
    [
      'does not know the client',
      { error: 'invalid_client', error_description: 'Invalid client credentials' },
      'client-refused',
      ['invalid_client', 'Invalid client credentials', 'c'],
    ],
    [
      'has a confidential client',
      { error: 'unauthorized_client' },
      'client-refused',
      ['unauthorized_client', 'c'],
    ],
    [
      'wants a proof of possession',
      { error: 'invalid_request', error_description: 'DPoP proof is missing' },
      'realm-setting',
      ['Clients → c → Settings → Require DPoP bound tokens: Off'],
    ],
    ['says what nobody knows', { error: 'odd', error_description: 7 }, 'token-refused', ['odd', '7', 'c']],
    ['says nothing', {}, 'token-refused', ['c']],
    ['says null', { error: null, error_description: null }, 'token-refused', ['c']],
  ])('%s: %j', (_, error, code, details) => {
    expect(read(error)).toEqual({ code, details });
  });

  it('wants a Web Origin where none can be registered: none is named', () => {
    expect(readTokenError({ error: 'Invalid origin' }, 'c', null)).toEqual({
      code: 'web-origin-missing',
      details: [],
    });
  });
});
