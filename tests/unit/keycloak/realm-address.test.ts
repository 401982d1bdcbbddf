import { describe, expect, it } from 'vitest';
import type { StepError } from '../../../lib/errors/step-error.ts';
import { issuerFromAddress, issuerOfPage } from '../../../lib/keycloak/realm-address.ts';
import { labelFromIssuer } from '../../../lib/settings/label.ts';

const ISSUER = 'https://sso.example.org/realms/support';

describe('the address of a realm', () => {
  it.each([
    [ISSUER, ISSUER],
    [`${ISSUER}/`, ISSUER],
    [`  ${ISSUER}  `, ISSUER],
    [`${ISSUER}/.well-known/openid-configuration`, ISSUER],
    [`${ISSUER}/account/#/security/device-activity`, ISSUER],
    [`${ISSUER}/protocol/openid-connect/auth?client_id=x&state=y`, ISSUER],
    ['sso.example.org/realms/support', ISSUER],
    ['https://sso.example.org/auth/realms/support/account', 'https://sso.example.org/auth/realms/support'],
    ['https://SSO.example.org/realms/Support', 'https://sso.example.org/realms/Support'],
    ['https://sso.example.org/realms/two%20words/account', 'https://sso.example.org/realms/two%20words'],
    ['https://sso.example.org/realms/two words', 'https://sso.example.org/realms/two%20words'],
    ['https://sso.example.org/realms/東京', 'https://sso.example.org/realms/%E6%9D%B1%E4%BA%AC'],
    ['http://localhost:8080/realms/dev', 'http://localhost:8080/realms/dev'],
    ['localhost:8080/realms/dev', 'http://localhost:8080/realms/dev'],
    ['127.0.0.1:8080/realms/dev/account', 'http://127.0.0.1:8080/realms/dev'],
    ['http://[::1]:8080/realms/dev', 'http://[::1]:8080/realms/dev'],
    ['https://op.example.org/.well-known/openid-configuration', 'https://op.example.org'],
    ['https://op.example.org/tenant/.well-known/openid-configuration', 'https://op.example.org/tenant'],
    ['https://op.example.org/tenant//', 'https://op.example.org/tenant'],
    ['https://user:secret@sso.example.org/realms/support', ISSUER],
    ['sso.example.org/realms/support/account?from=https://x.test/', ISSUER],
    [`${ISSUER}/account/realms/other`, ISSUER],
  ])('%s leads to the issuer %s', (address, issuer) => {
    expect(issuerFromAddress(address)).toBe(issuer);
  });

  it.each([
    '',
    '   ',
    'not an address',
    'ftp://x.test/realms/a',
    'xhttps://x.test/realms/a',
    'https://x.test/a b/realms/a',
    'x.test:99999/realms/a',
    'javascript:alert(1)',
    'chrome://settings',
    'https://',
    'https://*',
    '*.example.com',
    'https://a..example.com/realms/a',
  ])('is refused where it is no web address (%s)', (address) => {
    expect(() => issuerFromAddress(address)).toThrow(expect.objectContaining({ code: 'address-invalid' }));
  });

  it.each([
    'http://sso.example.org/realms/a',
    'http://192.168.1.4:8080/realms/a',
    'http://localhost.evil.test/realms/a',
  ])('is refused on plain http beyond this machine (%s)', (address) => {
    expect(() => issuerFromAddress(address)).toThrow(expect.objectContaining({ code: 'address-insecure' }));
  });
});

describe('an address that is refused', () => {
  const detailsOf = (address: string) => {
    try {
      return issuerFromAddress(address);
    } catch (error) {
      return (error as StepError).details;
    }
  };

  it('is named as it was given, as far as anybody reads it', () => {
    expect(detailsOf('  not an address ')).toEqual(['not an address']);
    expect(detailsOf(`  no ${'x'.repeat(300)}`)).toEqual([`no ${'x'.repeat(197)}`]);
  });

  it('is named by its host alone where it is refused for plain http', () => {
    expect(detailsOf('http://sso.test:8080/realms/a')).toEqual(['http://sso.test:8080']);
  });
});

describe('the first label of a realm', () => {
  it.each([
    [ISSUER, 'support'],
    ['https://sso.example.org/realms/two%20words', 'two words'],
    ['https://sso.example.org/realms/%E0%A4%A', '%E0%A4%A'],
    ['https://op.example.org', 'op.example.org'],
    ['https://sso.example.org/realms/%20', 'sso.example.org'],
    ['https://sso.example.org/realms/%20staff%20', 'staff'],
    [`https://sso.example.org/realms/${'x'.repeat(81)}`, `${'x'.repeat(79)}…`],
    [`https://sso.example.org/realms/${'x'.repeat(79)}%20y`, `${'x'.repeat(79)}…`],
    ['https://sso.example.org/realms/%E2%80%AEffats%1B', 'ffats'],
  ])('of %s is %s', (issuer, label) => {
    expect(labelFromIssuer(issuer)).toBe(label);
  });
});

describe('a page of a realm', () => {
  it.each([
    [
      'https://sso.example.org/realms/staff/protocol/openid-connect/auth?client_id=x',
      'https://sso.example.org/realms/staff',
    ],
    ['https://sso.example.org/auth/realms/staff', 'https://sso.example.org/auth/realms/staff'],
    ['https://sso.example.org/', null],
    ['https://sso.example.org/realms/', null],
    ['https://evil.example/?to=/realms/staff/', null],
    ['http://localhost:8080/realms/dev/account', 'http://localhost:8080/realms/dev'],
    ['chrome://realms/staff/', null],
    ['ftp://sso.example.org/realms/staff/', null],
    ['xhttps://sso.example.org/realms/staff/', null],
    ['', null],
  ])('tells its issuer by its path: %s %s', (address, issuer) => {
    expect(issuerOfPage(address)).toBe(issuer);
  });
});
