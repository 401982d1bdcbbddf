import { describe, expect, it } from 'vitest';
import { isAppOrigin } from '../../../lib/protocol/app-origin.ts';
import { isAllowedIssuer } from '../../../lib/protocol/issuer.ts';

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
    'https://user@sso.example.org',
  ])('is of one real host, on https or on this machine: not %s', (origin) => {
    expect([isAllowedIssuer(origin), isAppOrigin(origin)]).toEqual([false, false]);
  });
});
