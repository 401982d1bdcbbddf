import { describe, expect, it } from 'vitest';
import {
  type AppSignIn,
  brokerIn,
  hasComeBack,
  isBackAt,
  isByItself,
  readAppSignIn,
} from '../../../lib/keycloak/app-sign-in.ts';

const ISSUER = 'https://sso.test/realms/support';
const BACK = 'https://wiki.test/callback';
const WIKI: AppSignIn = { issuer: ISSUER, clientId: 'wiki', redirectUri: BACK };

const request = (query: string) => `${ISSUER}/protocol/openid-connect/auth?${query}`;
const uri = encodeURIComponent(BACK);

describe('a sign-in to an app', () => {
  it('is read from the request with which the app sends a tab to a realm', () => {
    expect(readAppSignIn(request(`client_id=wiki&redirect_uri=${uri}%3Fa%3D1&state=x`))).toEqual(WIKI);
    const prefixed = 'https://sso.test/auth/realms/a/protocol/openid-connect/auth?client_id=b&redirect_uri=';
    expect(readAppSignIn(prefixed + uri)?.issuer).toBe('https://sso.test/auth/realms/a');
    const longest = 'w'.repeat(255);
    expect(readAppSignIn(request(`client_id=${longest}&redirect_uri=${uri}`))?.clientId).toBe(longest);
  });

  it.each([
    ['another page of the realm', `${ISSUER}/account?client_id=wiki&redirect_uri=${uri}`],
    [
      'another page with such a name in it',
      `https://evil.test/x?y=${request(`client_id=wiki&redirect_uri=${uri}`)}`,
    ],
    ['two clients', request(`client_id=wiki&client_id=other&redirect_uri=${uri}`)],
    ['two addresses', request(`client_id=wiki&redirect_uri=${uri}&redirect_uri=https%3A%2F%2Fevil.test`)],
    [
      'two clients, each with its address',
      request(`client_id=wiki&client_id=other&redirect_uri=${uri}&redirect_uri=${uri}`),
    ],
    ['a client without a name', request(`client_id=&redirect_uri=${uri}`)],
    ['no client', request(`redirect_uri=${uri}`)],
    ['no address', request('client_id=wiki')],
    ['an address that is none of an app', request('client_id=wiki&redirect_uri=app%3A%2F%2Fcallback')],
    ['a request that is kept at the realm', request('client_id=wiki&request_uri=urn%3Ax')],
    ['a client id that is too long', request(`client_id=${'w'.repeat(256)}&redirect_uri=${uri}`)],
    ['no address at all', 'about:blank'],
  ])('is not read from %s', (_, address) => {
    expect(readAppSignIn(address)).toBeNull();
  });

  it.each([`${BACK}?code=1&state=x`, `${BACK}#state=x&code=1`, `${BACK}#code=1&state=x`])(
    'has come back at %s',
    (to) => {
      expect(hasComeBack(WIKI, `${ISSUER}/login-actions/authenticate?execution=1`, to)).toBe(true);
    },
  );

  it.each([
    `${BACK}?error=access_denied`,
    BACK,
    'https://wiki.test/other?code=1',
    'https://evil.test/callback?code=1',
    `${ISSUER}/login-actions/authenticate?code=1`,
    'nowhere',
  ])('has not come back at %s', (to) => {
    expect(hasComeBack(WIKI, request('client_id=wiki'), to)).toBe(false);
  });

  it.each([
    'https://evil.test/realms/support/login-actions/authenticate',
    'https://sso.test/realms/other/login-actions/authenticate',
    'https://wiki.test/',
  ])('has not come back where %s leads, which is not its realm', (from) => {
    expect(hasComeBack(WIKI, from, `${BACK}?code=1`)).toBe(false);
  });
});

describe('the address at which an app takes answers', () => {
  it.each([
    [BACK, true],
    [`${BACK}?error=access_denied#x`, true],
    [`${BACK}/more`, false],
    ['https://evil.test/callback', false],
    ['nowhere', false],
  ])('is the one it has named, whatever the answer: %s %s', (to, is) => {
    expect(isBackAt(WIKI, to)).toBe(is);
  });
});

describe('a realm that leads a tab back', () => {
  it.each([
    ['at once, as by Kerberos', request('client_id=wiki'), true],
    ['from an identity provider', `${ISSUER}/broker/head-office/endpoint?code=1`, true],
    ['from its form', `${ISSUER}/login-actions/authenticate?execution=1`, false],
    ['to an app that asks who is in', request('client_id=wiki&prompt=none'), false],
  ])('does so by itself or not: %s', (_, from, byItself) => {
    expect(isByItself(from)).toBe(byItself);
  });
});

describe('an app that is another realm', () => {
  it('is told by the address at which it takes sign-ins from elsewhere', () => {
    expect(brokerIn(`${ISSUER}/broker/head-office/endpoint`)).toBe(ISSUER);
    expect(brokerIn(`${ISSUER}/account/`)).toBeNull();
    expect(brokerIn('https://wiki.test/broker/x')).toBeNull();
  });
});
