import { describe, expect, it } from 'vitest';
import { accountUrl } from '../../../lib/keycloak/account.ts';
import { accountConsole, deviceActivityPage } from '../../../lib/keycloak/account-pages.ts';
import { builtInAddress } from '../../../lib/keycloak/built-in-client.ts';
import { isKeycloak, isRealmMissing } from '../../../lib/keycloak/endpoints.ts';
import { isAuthorizationEndpoint } from '../../../lib/keycloak/realm-address.ts';

const ISSUER = 'https://sso.test/auth/realms/staff';

describe('an OP', () => {
  it.each([
    ['keeps its keys where Keycloak does', `${ISSUER}/protocol/openid-connect/certs`, true],
    ['keeps its keys elsewhere', `${ISSUER}/jwks`, false],
    ['keeps them where another realm does', 'https://sso.test/realms/a/protocol/openid-connect/certs', false],
    ['names no keys', undefined, false],
  ])('is a Keycloak or not: it %s', (_, keys, is) => {
    expect(isKeycloak({ iss: ISSUER, jwks_uri: keys } as Parameters<typeof isKeycloak>[0])).toBe(is);
  });

  it.each([
    [{ error: 'Realm does not exist' }, true],
    [{ error: 'realm a does not exist' }, true],
    [{ error: 'Realm not enabled' }, false],
    [{ error: 'The realm does not exist' }, false],
    [{ error: 'Realms do not exist' }, false],
    [{ error: ['Realm does not exist'] }, false],
    [{}, false],
    [null, false],
    ['Realm does not exist', false],
  ])('has no realm of the name: %j', (answer, missing) => {
    expect(isRealmMissing(answer)).toBe(missing);
  });
});

describe('a realm’s own address', () => {
  it.each([
    ['its account console', accountConsole(ISSUER), '/account/'],
    [
      'the page of its devices and sessions',
      deviceActivityPage(ISSUER),
      '/account/account-security/device-activity',
    ],
    ['a list of its account API', accountUrl(ISSUER, 'sessions/devices'), '/account/sessions/devices'],
    ['the way back by its built-in client', builtInAddress(ISSUER), '/account/full-signout'],
  ])('is below its issuer: %s', (_, address, path) => {
    expect(address).toBe(ISSUER + path);
  });

  it.each([
    [`${ISSUER}/protocol/openid-connect/auth`, true],
    [`${ISSUER}/protocol/openid-connect/auth?client_id=a#b`, true],
    [`${ISSUER}/protocol/openid-connect/auth/device`, false],
    [`${ISSUER}/account/protocol/openid-connect/auth`, false],
    ['https://sso.test/protocol/openid-connect/auth', false],
    ['', false],
  ])('is the one at which it signs people in: %s %s', (address, is) => {
    expect(isAuthorizationEndpoint(address)).toBe(is);
  });
});
