import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepError } from '../../../lib/errors/step-error.ts';
import { type AppAnswer, readAppAnswers, readSignInPage } from '../../../lib/protocol/app-answer.ts';
import { appOriginOf, isAppOrigin, parentAddresses } from '../../../lib/protocol/app-origin.ts';
import { checkAuthorizationResponse } from '../../../lib/protocol/authorization-response.ts';
import { readDiscovery } from '../../../lib/protocol/discovery.ts';
import { endSessionFields, endSessionUrl } from '../../../lib/protocol/end-session.ts';
import { checkIdToken } from '../../../lib/protocol/id-token.ts';
import { isAllowedIssuer, isLoopbackHost, isSameIssuer } from '../../../lib/protocol/issuer.ts';
import { parseJson } from '../../../lib/protocol/json.ts';
import { jwtPayload } from '../../../lib/protocol/jwt.ts';
import { decodePart } from '../../../lib/protocol/percent.ts';
import { readTokenStatus } from '../../../lib/protocol/token-status.ts';
import { discoveryOf } from '../fake-op.ts';

const ISSUER = 'https://op.test/realms/support';
const RUNS = { numRuns: 500 };

/** What a reader gives; null where it refuses, which it may do by an error of ours alone. */
function orRefused<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof StepError) return null;
    throw error;
  }
}

/** Mostly one of some texts that matter, else any. */
function text(...known: string[]): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, fc.string());
}

const address = fc.oneof(
  fc.webUrl({ validSchemes: ['http', 'https', 'ftp'], withQueryParameters: true, withFragments: true }),
  fc.webPath(),
  fc.string(),
  text(
    'https://*.test/',
    'http://localhost:8080/a',
    'http://127.0.0.1/',
    'https://u:p@op.test/',
    'https://[::1]/',
  ),
);

describe('whatever comes from outside,', () => {
  it('an authorization response passes with the state, the issuer and a code that were asked for alone', () => {
    const field = (known: string) => fc.option(text(known), { nil: undefined });
    const query = fc.record({
      state: field('s'),
      iss: field(ISSUER),
      code: field('c'),
      error: fc.option(text('login_required', 'consent_required', 'access_denied'), { nil: undefined }),
      response: fc.option(fc.string(), { nil: undefined, freq: 8 }),
    });
    let codes = 0;
    fc.assert(
      fc.property(query, fc.boolean(), fc.boolean(), (fields, issPromised, inJwt) => {
        const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
        const jwt = `e30.${Buffer.from(JSON.stringify(given)).toString('base64url')}.x`;
        const sent = new URLSearchParams(inJwt ? { response: jwt } : (given as Record<string, string>));
        const wanted = { state: 's', issuer: ISSUER, issPromised };
        const read = orRefused(() => checkAuthorizationResponse(`https://id.test/in?${sent}`, wanted));
        if (!read) return;
        expect(fields.state).toBe('s');
        expect([ISSUER, ...(issPromised ? [] : [undefined])]).toContain(fields.iss);
        if (read.kind === 'nobody') {
          expect(fields.error).toBe('login_required');
          return;
        }
        codes += 1;
        expect([fields.code !== '', fields.error || undefined]).toEqual([true, undefined]);
        expect(read.isNamed).toBe(fields.iss !== undefined);
      }),
      { numRuns: 1_000 },
    );
    expect(codes).toBeGreaterThan(0);
  });

  it('a discovery document has the browser sent to its issuer’s own origin alone, and nobody’s token to plain http', () => {
    const names = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'end_session_endpoint'];
    const more = ['registration_endpoint', 'revocation_endpoint', 'issuer', 'jwks_uri'];
    const damage = fc.dictionary(fc.constantFrom(...names, ...more), fc.oneof(address, fc.jsonValue()), {
      maxKeys: 2,
    });
    const document = fc.oneof(
      fc.jsonValue(),
      damage.map((wrong) => ({ ...discoveryOf(ISSUER), ...wrong })),
    );
    fc.assert(
      fc.property(document, (given) => {
        const op = orRefused(() => readDiscovery(ISSUER, given));
        if (!op) return;
        for (const one of [op.authorization_endpoint, op.end_session_endpoint ?? ISSUER])
          expect(new URL(one).origin).toBe('https://op.test');
        const { token_endpoint, userinfo_endpoint, registration_endpoint, revocation_endpoint } = op;
        const others = [userinfo_endpoint, registration_endpoint, revocation_endpoint];
        for (const one of [token_endpoint, ...others.map((address) => address ?? ISSUER)])
          expect([new URL(one).protocol, isLoopbackHost(new URL(one).hostname)]).toEqual(['https:', false]);
        expect(isSameIssuer(op.iss, ISSUER)).toBe(true);
      }),
      RUNS,
    );
  });

  it('an id_token passes with exactly the issuer, the audience, the nonce and the times that were asked for', () => {
    const time = fc.oneof(fc.constantFrom(999_699, 999_701, 1_000_000, 1_000_299, 1_000_301), fc.double());
    const claims = fc.record({
      iss: text(ISSUER),
      sub: text('u'),
      aud: fc.oneof(text('me'), fc.array(text('me', 'other'), { maxLength: 2 })),
      azp: fc.option(text('me', 'other'), { nil: undefined }),
      nonce: fc.option(text('n'), { nil: undefined, freq: 9 }),
      exp: time,
      iat: time,
    });
    const wanted = { issuer: ISSUER, clientId: 'me', nonce: 'n', nowSeconds: 1_000_000 };
    let passed = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: claims }, fc.jsonValue()), (given) => {
        const read = orRefused(() => checkIdToken(given, wanted));
        if (!read) return;
        passed += 1;
        expect([read.iss, read.nonce, read.azp ?? 'me']).toEqual([ISSUER, 'n', 'me']);
        expect(read.aud).toContain('me');
        expect(read.sub).not.toBe('');
        expect([read.exp > 999_700, read.iat <= 1_000_300]).toEqual([true, true]);
      }),
      { numRuns: 1_000 },
    );
    expect(passed).toBeGreaterThan(0);
  });

  it('a token is refused by a 401 alone, and by none of one that has expired or was never good but where Keycloak says why', () => {
    const challenge = fc.option(
      text('error_description="user_session_not_found"', 'Bearer error="invalid_token"'),
      {
        nil: null,
      },
    );
    const status = fc.oneof(fc.constantFrom(200, 401, 403), fc.integer({ min: 0, max: 599 }));
    fc.assert(
      fc.property(status, challenge, fc.boolean(), fc.boolean(), (code, said, wasGood, expired) => {
        const is = readTokenStatus({ status: code, challenge: said }, { wasGood, expired });
        const isNamed = said?.includes('user_session_not_found') ?? false;
        if (is === 'refused') expect([code, isNamed || (wasGood && !expired)]).toEqual([401, true]);
        if (code === 200) expect(is).toBe('accepted');
      }),
      RUNS,
    );
  });

  it('a JWT is read as the claims that it holds, and any other text as none', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary-ascii' }), fc.nat()), (claims) => {
        const token = `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
        expect(jwtPayload(token)).toEqual(JSON.parse(JSON.stringify(claims)));
      }),
      RUNS,
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((part) => `a.${part}.b`),
        ),
        (token) => {
          const read = jwtPayload(token);
          expect(read === null || typeof read === 'object').toBe(true);
        },
      ),
      RUNS,
    );
  });

  it('a text is the JSON that it holds or undefined, and a part of an address is decoded or stands as it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, part) => {
        expect(parseJson(json)).toEqual(JSON.parse(json));
        expect(decodePart(encodeURIComponent(part))).toBe(part);
        expect(decodePart(part)).toBeTypeOf('string');
        expect(decodePart(`${part}%`)).toBe(`${part}%`);
      }),
      RUNS,
    );
  });

  it('an issuer that may be used is https, or on this machine, with neither credentials, query nor wildcards', () => {
    fc.assert(
      fc.property(address, (given) => {
        if (!isAllowedIssuer(given)) return;
        const { protocol, hostname, username, password, search, hash } = new URL(given);
        expect(protocol === 'https:' || isLoopbackHost(hostname)).toBe(true);
        expect([username, password, search, hash]).toEqual(['', '', '', '']);
        expect(hostname).not.toMatch(/[*%\s]/);
        expect(isSameIssuer(given, given)).toBe(true);
      }),
      RUNS,
    );
  });

  it('an origin of an app is its own origin, and only domains above its host are its parents', () => {
    fc.assert(
      fc.property(address, (given) => {
        const origin = appOriginOf(given);
        if (origin === null) return;
        expect([isAppOrigin(origin), appOriginOf(origin)]).toEqual([true, origin]);
        for (const parent of parentAddresses(origin).map((one) => new URL(one).hostname)) {
          expect(new URL(origin).hostname.endsWith(`.${parent}`)).toBe(true);
          expect(parent).toContain('.');
        }
      }),
      RUNS,
    );
  });

  it('an end-session request carries what it was given, and nothing of the endpoint’s own query is lost', () => {
    const given = fc.record({
      clientId: fc.string({ minLength: 1 }),
      idTokenHint: fc.string({ minLength: 1 }),
      redirect: fc.record({ uri: fc.webUrl(), state: fc.string() }),
    });
    fc.assert(
      fc.property(given, fc.string(), (request, own) => {
        const endpoint = new URL(`${ISSUER}/logout`);
        endpoint.searchParams.set('own', own);
        const { searchParams } = new URL(endSessionUrl(endpoint.href, request));
        const wellFormed = (value: string) => value.toWellFormed();
        const fields = Object.entries(endSessionFields(request)).map(([name, value]) => [
          name,
          wellFormed(value),
        ]);
        expect([...searchParams]).toEqual([['own', wellFormed(own)], ...fields]);
      }),
      RUNS,
    );
  });
});

describe('whatever an app’s server answers,', () => {
  const answer: fc.Arbitrary<AppAnswer> = fc.record({
    status: fc.oneof(fc.constantFrom(200, 302, 401), fc.integer({ min: 100, max: 599 })),
    location: fc.option(
      fc.oneof(
        text('/login', '/start', 'https://sso.test/auth?response_type=code&client_id=w', '//['),
        address,
      ),
      { nil: null },
    ),
    body: text('<p>Hello', '<form method=post><input type=password>', '<p>Hello, alice'),
  });
  const WIKI = 'https://wiki.test/';

  it('it is never said to be open where it answers everybody alike, nor out where it leads the person elsewhere than a stranger', () => {
    fc.assert(
      fc.property(answer, answer, (stranger, person) => {
        const says = readAppAnswers(WIKI, stranger, person);
        if (says.is === 'ask') expect(new URL(says.further).origin).toBe('https://wiki.test');
        if (says.is === 'out' || says.is === 'ask')
          expect([stranger.location !== null, person.location !== null]).toEqual([true, true]);
        expect(readAppAnswers(WIKI, person, person).is).not.toBe('in');
      }),
      { numRuns: 1_000 },
    );
  });

  it('its sign-in page says that it wants a sign-in, or nothing', () => {
    fc.assert(
      fc.property(answer, (one) => {
        expect(['out', 'does-not-tell']).toContain(readSignInPage(`${WIKI}login`, one));
      }),
      RUNS,
    );
  });
});
