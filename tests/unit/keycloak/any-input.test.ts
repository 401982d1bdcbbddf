import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../lib/errors/plain-text.ts';
import { StepError } from '../../../lib/errors/step-error.ts';
import { brokerIn, hasComeBack, readAppSignIn } from '../../../lib/keycloak/app-sign-in.ts';
import { quoted } from '../../../lib/keycloak/client-representation.ts';
import { issuerFromAddress, issuerOfPage } from '../../../lib/keycloak/realm-address.ts';
import { issuerInCookie, issuersOfCookie, realmOfCookie } from '../../../lib/keycloak/realm-cookie.ts';
import { readSessionMark } from '../../../lib/keycloak/session-mark.ts';
import { isAllowedIssuer } from '../../../lib/protocol/issuer.ts';

const RUNS = { numRuns: 500 };
const ISSUER = 'https://sso.test/realms/staff';

const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc
    .tuple(fc.constantFrom(ISSUER, 'https://sso.test/auth/realms/a', 'https://evil.test'), fc.webPath())
    .map((all) => all.join('')),
  fc.string(),
);

describe('whatever comes from outside,', () => {
  it('an address leads to an issuer that may be used, and which leads to itself, or is refused by name', () => {
    fc.assert(
      fc.property(address, (given) => {
        try {
          const issuer = issuerFromAddress(given);
          expect(isAllowedIssuer(issuer)).toBe(true);
          expect(issuerFromAddress(issuer)).toBe(issuer);
        } catch (error) {
          if (!(error instanceof StepError)) throw error;
          expect(['address-invalid', 'address-insecure']).toContain(error.code);
        }
      }),
      RUNS,
    );
  });

  it('a page is of a realm only where its own address begins with the issuer', () => {
    fc.assert(
      fc.property(address, (given) => {
        const issuer = issuerOfPage(given);
        if (issuer === null) return;
        expect(new URL(given).href.slice(new URL(given).origin.length)).toMatch(/\/realms\/[^/]/);
        expect(new URL(issuer).origin).toBe(new URL(given).origin);
        expect(issuerOfPage(issuer)).toBe(issuer);
      }),
      RUNS,
    );
  });

  it('a sign-in of an app is read of a realm’s own address alone, and comes back to the app’s own alone', () => {
    const query = fc.array(
      fc.tuple(fc.constantFrom('client_id', 'redirect_uri', 'state'), fc.oneof(fc.string(), fc.webUrl())),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(query, address, (fields, to) => {
        const read = readAppSignIn(`${ISSUER}/protocol/openid-connect/auth?${new URLSearchParams(fields)}`);
        if (!read) return;
        expect(
          fields
            .map(([name]) => name)
            .filter((name) => name !== 'state')
            .toSorted(),
        ).toEqual(['client_id', 'redirect_uri']);
        expect(read.issuer).toBe(ISSUER);
        if (hasComeBack(read, `${ISSUER}/login-actions/authenticate`, to))
          expect(new URL(to).origin).toBe(new URL(read.redirectUri).origin);
        expect(hasComeBack(read, to, to)).toBe(false);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(address, (given) => {
        expect([null, issuerOfPage(given)]).toContain(brokerIn(given));
      }),
      RUNS,
    );
  });

  it('a cookie is of a realm of its own host and path alone, and names no other one', () => {
    const path = fc.oneof(
      fc.webPath(),
      fc.webPath().map((one) => `${one}/realms/staff/`),
      fc.string(),
    );
    // A browser tells of a cookie's host as the address parser writes it.
    const host = fc
      .oneof(fc.domain(), fc.string(), fc.constantFrom('localhost', '[::1]', '*', '.sso.test'))
      .map((one) => URL.parse(`https://${one}`)?.hostname ?? one);
    const name = fc.constantFrom('KEYCLOAK_IDENTITY', 'KEYCLOAK_IDENTITY_LEGACY', 'KC_RESTART');
    const iss = fc.oneof(address, fc.jsonValue());
    fc.assert(
      fc.property(name, host, path, fc.boolean(), iss, (of, domain, at, hostOnly, named) => {
        const realm = realmOfCookie({ name: of, domain, path: at, hostOnly });
        if (!realm) return;
        expect([of !== 'KC_RESTART', hostOnly]).toEqual([true, true]);
        for (const issuer of issuersOfCookie(realm, ['https://evil.test', `https://${domain}:9443`])) {
          expect(new URL(issuer).hostname).toBe(domain);
          expect(isAllowedIssuer(issuer)).toBe(true);
        }
        const value = `e30.${Buffer.from(JSON.stringify({ iss: named })).toString('base64url')}.x`;
        const issuer = issuerInCookie(value, realm);
        if (issuer !== null)
          expect([new URL(issuer).hostname, new URL(issuer).pathname]).toEqual([realm.host, realm.path]);
      }),
      RUNS,
    );
  });

  it('a mark of a session is that of the known one only where it names it', () => {
    const known = { sid: 'sid-1', sha256: 'a'.repeat(43), sha384: 'b'.repeat(64) };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String().map((one) => one.replace(/=+$/, '')),
        ),
        (value) => {
          expect(readSessionMark(value, known)).not.toBe('equal');
          expect(readSessionMark(`r/u/${value.replaceAll('/', '')}`, known)).not.toBe('equal');
        },
      ),
      RUNS,
    );
  });

  it('a word of a shell line is that word to the shell, whatever it holds', () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom("'", "it's", '$(id)', '`id`', '\\', '"', '~', '-n', '!'),
    );
    fc.assert(
      fc.property(
        fc.array(
          word.map((one) => one.replaceAll('\0', '').toWellFormed()),
          { minLength: 20, maxLength: 40 },
        ),
        (words) => {
          const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(quoted).join(' ')}`], {
            encoding: 'utf8',
          });
          // Without what a terminal would obey and what nobody sees.
          const plain = words.map((one) => plainText(one, Number.POSITIVE_INFINITY));
          expect(stdout.split('\0').slice(0, -1)).toEqual(plain);
        },
      ),
      { numRuns: 20 },
    );
  });
});
