import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keycloakCookie, readSessionMark, SESSION_MARKS } from '../../../lib/keycloak/session-mark.ts';

const SID = '7d7ff2d0-47a9-4f3c-a2c8-11f2f8f3a0c1';
const OTHER = '00000000-47a9-4f3c-a2c8-11f2f8f3a0c1';
const digest = (algorithm: string, sid: string) => createHash(algorithm).update(sid).digest('base64url');
const known = { sid: SID, sha256: digest('sha256', SID), sha384: digest('sha384', SID) };

describe('the cookie that tells of a session', () => {
  it.each([
    ['up to 24, by its name', (sid: string) => `staff/5b0f-user/${sid}`],
    ['up to 24, in quotes', (sid: string) => `"staff/5b0f-user/${sid}"`],
    ['up to 26.6, by SHA-256', (sid: string) => digest('sha256', sid)],
    ['from 26.7 on, by SHA-384', (sid: string) => digest('sha384', sid)],
  ])('names the session that is known, or another: %s', (_, value) => {
    expect(readSessionMark(value(SID), known)).toBe('equal');
    expect(readSessionMark(value(OTHER), known)).toBe('other');
  });

  it.each([
    '',
    SID,
    'staff/user',
    'a/b/c/d',
    digest('sha512', SID),
    `${known.sha256}=`,
    `+${'x'.repeat(42)}`,
    `+${known.sha256}`,
    `+${known.sha384}`,
    `${known.sha384}=`,
    `${known.sha256.slice(0, 9)}"${known.sha256.slice(9)}`,
  ])('tells nothing in another shape: %j', (value) => {
    expect(readSessionMark(value, known)).toBe('unknown');
  });
});

describe('a cookie on the host of a Keycloak', () => {
  it('that tells of a session is its own, by each of its names', () => {
    const told = SESSION_MARKS.map((name) => keycloakCookie({ name, path: '/realms/staff/' }));
    expect(told).toEqual(['certain', 'certain']);
  });

  it.each([
    ['KEYCLOAK_IDENTITY', '/realms/staff/', 'certain'],
    ['AUTH_SESSION_ID', '/auth/realms/staff/', 'certain'],
    ['KC_RESTART', '/realms/staff', 'certain'],
    ['anything', '/realms/staff/', 'likely'],
    ['anything', '/auth/realms/staff', 'likely'],
    ['KEYCLOAK_SESSION_LEGACY', '/', 'perhaps'],
    ['KEYCLOAK_ADAPTER_STATE', '/app', 'perhaps'],
    ['KC_RESTART', '/realms/', 'perhaps'],
    ['JSESSIONID', '/admin', 'perhaps'],
    ['anything', '/resources/x', 'perhaps'],
    ['JSESSIONID', '/', 'no'],
    ['KEYCLOAK', '/', 'no'],
    ['MY_KC_RESTART', '/app', 'no'],
    ['anything', '/administration', 'no'],
    ['anything', '/realmsish/', 'no'],
  ])('called %s at %s is Keycloak’s own: %s', (name, path, own) => {
    expect(keycloakCookie({ name, path })).toBe(own);
  });
});
