import { describe, expect, it } from 'vitest';
import { isAppOrigin } from '../../../lib/protocol/app-origin.ts';
import { isAllowedIssuer, plainIssuer } from '../../../lib/protocol/issuer.ts';

describe('an issuer, and the origin of an app,', () => {
  it.each([
    'https://sso.example.org',
    'https://sso',
    'https://my_app.example.org:8443',
    'https://xn--mnchen-3ya.example',
    'https://192.168.1.4',
    'https://[2001:db8::1]',
    'http://localhost:8080',
    'http://[::1]:8080',
    'http://app.localhost:8080',
    'http://127.0.0.100',
  ])('may be %s', (origin) => {
    expect([isAllowedIssuer(origin), isAppOrigin(origin)]).toEqual([true, true]);
  });

  it.each([
    'https://*',
    'https://*.example.com',
    '*.example.com',
    'https://a.*.com',
    'https://a..example.com',
    'https://.example.com',
    'https://example.com.',
    "https://a'b.example.com",
    'https://a,b',
    'http://*.localhost',
    'http://sso.example.org',
    'http://127.0.0.1.example.org',
    'ftp://localhost',
    'https://user@sso.example.org',
  ])('is of one real host, on https or on this machine: not %s', (origin) => {
    expect([isAllowedIssuer(origin), isAppOrigin(origin)]).toEqual([false, false]);
  });
});

describe('an issuer as it is kept and shown', () => {
  it.each([
    ['https://SSO.example.org:443/realms/staff/', 'https://sso.example.org/realms/staff'],
    ['https://sso.example.org/realms/our staff', 'https://sso.example.org/realms/our%20staff'],
    // The first letter is Cyrillic.
    ['https://\u0430pple.com/realms/x', 'https://xn--pple-43d.com/realms/x'],
    ['https://sso.example.org/realms/\u202effats', 'https://sso.example.org/realms/%E2%80%AEffats'],
    ['https://sso.example.org/?', 'https://sso.example.org'],
    ['https://sso.example.org/realms/staff?#', 'https://sso.example.org/realms/staff'],
    ['no address', 'no address'],
  ])('is %j as %s', (given, kept) => {
    expect(plainIssuer(given)).toBe(kept);
    expect(plainIssuer(kept)).toBe(kept);
  });
});
