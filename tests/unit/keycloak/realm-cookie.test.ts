import { describe, expect, it } from 'vitest';
import {
  issuerInCookie,
  issuersOfCookie,
  placeOf,
  realmOfCookie,
} from '../../../lib/keycloak/realm-cookie.ts';

const cookie = { name: 'KEYCLOAK_IDENTITY', domain: 'sso.test', path: '/realms/staff/', hostOnly: true };
const place = { host: 'sso.test', path: '/realms/staff' };

/** A token of the shape of an identity cookie. */
function tokenOf(payload: unknown): string {
  return ['e30', Buffer.from(JSON.stringify(payload)).toString('base64url'), 'sig'].join('.');
}

describe('a cookie', () => {
  it.each([
    ['of a realm', cookie, place],
    ['of a realm over plain http up to 24', { ...cookie, name: 'KEYCLOAK_IDENTITY_LEGACY' }, place],
    [
      'below a prefix of several parts',
      { ...cookie, path: '/a/auth/realms/staff/' },
      { host: 'sso.test', path: '/a/auth/realms/staff' },
    ],
    [
      'of a realm with a space and another script in its name',
      { ...cookie, path: '/realms/%E6%9D%B1%20b/' },
      { host: 'sso.test', path: '/realms/%E6%9D%B1%20b' },
    ],
    [
      'of a whole domain, which Keycloak never sets',
      { ...cookie, domain: '.sso.test', hostOnly: false },
      null,
    ],
    ['that other hosts of the domain are told too', { ...cookie, hostOnly: false }, null],
    ['of what only looks like a host', { ...cookie, domain: '10.0.0.999' }, null],
    ['of all hosts', { ...cookie, domain: '*' }, null],
    ['of another name', { ...cookie, name: 'KEYCLOAK_SESSION' }, null],
    ['that stands at no realm', { ...cookie, path: '/' }, null],
    ['that stands below a realm', { ...cookie, path: '/realms/staff/account/' }, null],
    ['whose path leads up', { ...cookie, path: '/realms/../realms/staff/' }, null],
    ['whose path leads up in disguise', { ...cookie, path: '/realms/%2e%2e/' }, null],
    ['whose path is an address', { ...cookie, path: '//evil.test/realms/staff/' }, null],
    ['whose path has a query', { ...cookie, path: '/realms/staff?x' }, null],
  ])('%s is told', (_, shown, told) => {
    expect(realmOfCookie(shown)).toEqual(told);
  });

  it('of a host is looked for where its tabs stand, then at the usual ports, never by plain http beyond loopback', () => {
    const tabs = [
      'null',
      'https://sso.test:9443',
      'https://sso.test',
      'http://sso.test',
      'https://other.test',
    ];
    expect(issuersOfCookie(place, tabs)).toEqual([
      'https://sso.test:9443/realms/staff',
      'https://sso.test/realms/staff',
      'https://sso.test:8443/realms/staff',
    ]);
    expect(issuersOfCookie({ ...place, host: 'localhost' }, ['http://localhost:9090'])).toEqual([
      'http://localhost:9090/realms/staff',
      'https://localhost/realms/staff',
      'https://localhost:8443/realms/staff',
      'http://localhost:8080/realms/staff',
    ]);
  });

  it('is kept by its host and path', () => {
    expect(placeOf(place)).toBe('sso.test/realms/staff');
  });

  it.each([
    [
      'its own realm with a port',
      { iss: 'https://sso.test:9443/realms/staff' },
      'https://sso.test:9443/realms/staff',
    ],
    ['another host', { iss: 'https://evil.test/realms/staff' }, null],
    ['another realm', { iss: 'https://sso.test/realms/other' }, null],
    ['plain http beyond loopback', { iss: 'http://sso.test/realms/staff' }, null],
    ['credentials', { iss: 'https://u:p@sso.test/realms/staff' }, null],
    ['nothing', {}, null],
    ['no address', { iss: 'nowhere' }, null],
    ['a list', { iss: ['https://sso.test/realms/staff'] }, null],
    ['no claims', [], null],
  ])('that names %s as its issuer is believed only about the port', (_, payload, issuer) => {
    expect(issuerInCookie(tokenOf(payload), place)).toBe(issuer);
    expect(issuerInCookie(`"${tokenOf(payload)}"`, place)).toBe(issuer);
  });

  it.each(['', 'a', 'a.b.c', 'a.%%%.c', '"..".'])('with the value “%s” names nothing', (value) => {
    expect(issuerInCookie(value, place)).toBeNull();
  });
});
