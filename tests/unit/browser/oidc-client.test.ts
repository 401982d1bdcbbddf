import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createOidc } from '../../../lib/browser/oidc-client.ts';
import type { AuthorizationRequest } from '../../../lib/flows/kernel/ports.ts';
import { discoveryOf, realmNamed } from '../fake-op.ts';

const NOW = Date.UTC(2026, 0, 1);
const REDIRECT = 'https://extension.example/signed-in';
const realm = realmNamed('one');
const op = { ...discoveryOf(realm.issuer), iss: realm.issuer };
const claims = {
  iss: realm.issuer,
  aud: realm.clientId,
  sub: 'alice',
  nonce: 'n',
  auth_time: 7,
  jti: 'j',
  at_hash: 'h',
};
const idToken = ['{"alg":"RS256"}', JSON.stringify(claims), 'signature'].map((part) => btoa(part)).join('.');
const granted = { id_token: idToken, access_token: 'access', refresh_token: 'refresh', expires_in: 300 };

const fetched = vi.fn<typeof fetch>();
const oidc = createOidc({ webOrigin: 'chrome-extension://abc', secret: () => 'secret' });
const ask = (silent = true, nonce = 'n') =>
  oidc.request(op, { silent, nonce, clientId: realm.clientId, redirectUri: REDIRECT });
const exchange = ({ state, exchange }: AuthorizationRequest) =>
  exchange(`${REDIRECT}?${new URLSearchParams({ state, code: 'code' })}`);
const respond = (body: unknown, status = 200) => fetched.mockResolvedValue(Response.json(body, { status }));

describe('the client library as released', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    vi.stubGlobal('fetch', fetched.mockReset());
    return () => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    };
  });

  it('asks for a code with PKCE, a nonce and an unguessable state, and requests nothing for it', async () => {
    const { url, state } = await ask();
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin + pathname).toBe(op.authorization_endpoint);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: realm.clientId,
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope: 'openid',
      nonce: 'n',
      state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      prompt: 'none',
    });
    expect(state).toMatch(/^[0-9a-f]{32};secret$/);
    expect(fetched).not.toHaveBeenCalled();
  });

  it('lets the OP ask a person who is to sign in', async () => {
    expect(new URL((await ask(false)).url).searchParams.has('prompt')).toBe(false);
  });

  it('sends the code to the token endpoint without cookies, and nothing anywhere else', async () => {
    respond(granted);
    await exchange(await ask());
    expect(fetched).toHaveBeenCalledExactlyOnceWith(
      op.token_endpoint,
      expect.objectContaining({ method: 'POST', credentials: 'omit' }),
    );
    const body = fetched.mock.calls[0]?.[1]?.body as URLSearchParams;
    expect(body.get('code_verifier')).toMatch(/^[0-9a-f]{96}$/);
    expect(body.get('client_id')).toBe(realm.clientId);
  });

  it('hands on every claim and no refresh token', async () => {
    respond(granted);
    expect(await exchange(await ask())).toEqual({
      idToken,
      accessToken: 'access',
      claims,
      expiresAt: NOW + 300_000,
    });
  });

  it.each([
    ['not at all', undefined],
    ['with what is no number', 'soon'],
    ['below nought', -1],
  ])('takes a minute where the OP names the life of its token %s', async (_, expires_in) => {
    respond({ ...granted, expires_in });
    expect((await exchange(await ask())).expiresAt).toBe(NOW + 60_000);
  });

  it('exchanges an answer once, and only at the request that it belongs to', async () => {
    respond(granted);
    const [one, other] = [await ask(), await ask()];
    await expect(exchange({ ...one, exchange: other.exchange })).rejects.toMatchObject({
      code: 'token-refused',
    });
    await exchange(one);
    await expect(exchange(one)).rejects.toMatchObject({ code: 'token-refused' });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it.each([
    [
      { error: 'invalid_grant', error_description: 'Code not valid' },
      'token-refused',
      ['invalid_grant', 'Code not valid', realm.clientId],
    ],
    [{ error: 'unauthorized_client' }, 'client-refused', ['unauthorized_client', realm.clientId]],
    [{ error: 'Invalid origin' }, 'web-origin-missing', ['chrome-extension://abc']],
    [
      { error: 'access_denied', error_description: 'Realm not enabled' },
      'realm-disabled',
      ['access_denied', 'Realm not enabled'],
    ],
    [
      { error: 'invalid_request', error_description: 'DPoP proof is missing' },
      'realm-setting',
      [expect.stringContaining('Require DPoP bound tokens: Off')],
    ],
    [
      { error: 'invalid_request', error_description: 'can not get encryption KEK' },
      'realm-setting',
      [expect.stringContaining('ID token encryption key management algorithm: none')],
    ],
    [{ error: 'Realm does not exist' }, 'realm-missing', ['Realm does not exist']],
    [{ error: 'unknown_error' }, 'server-error', ['token', 'unknown_error']],
  ])('tells %j as %s', async (answer, code, details) => {
    respond(answer, 400);
    await expect(exchange(await ask())).rejects.toMatchObject({ code, details });
  });

  it('refuses an answer without id_token, whatever scope it says to have granted', async () => {
    respond({ access_token: 'access', scope: 'email', profile: claims });
    await expect(exchange(await ask())).rejects.toMatchObject({ code: 'token-refused' });
  });

  it.each([
    ['says that it is not signed', '{"alg":"none"}', 'signature'],
    ['says so in capitals', '{"alg":"NONE"}', 'signature'],
    ['does not say how', '{}', 'signature'],
    ['has no signature', '{"alg":"RS256"}', ''],
  ])('refuses an id_token that %s', async (_, header, signature) => {
    respond({ ...granted, id_token: [header, JSON.stringify(claims), signature].map(btoa).join('.') });
    await expect(exchange(await ask())).rejects.toMatchObject({ code: 'id-token-invalid', details: ['alg'] });
  });

  it('refuses an id_token with another nonce', async () => {
    respond(granted);
    await expect(exchange(await ask(true, 'other'))).rejects.toMatchObject({ code: 'nonce-mismatch' });
  });

  it('tells a token endpoint that does not answer in time', async () => {
    fetched.mockRejectedValue(new DOMException('', 'AbortError'));
    await expect(exchange(await ask())).rejects.toMatchObject({
      code: 'timed-out',
      details: ['token', '10 s'],
    });
  });

  it('names the setting of an id_token that is encrypted', async () => {
    respond({ ...granted, id_token: 'eyJlbmMiOiJBMTI4R0NNIn0.a2V5.aXY.dGV4dA.dGFn' });
    await expect(exchange(await ask())).rejects.toMatchObject({
      code: 'realm-setting',
      details: [expect.stringContaining('ID token encryption key management algorithm: none')],
    });
  });

  const json = { 'Content-Type': 'application/json' };
  it.each<[string, Response, string, string[]]>([
    [
      'too many requests',
      new Response('', { status: 429, headers: json }),
      'server-busy',
      ['token', 'HTTP 429'],
    ],
    [
      'a proxy',
      new Response('<html>', { status: 503, headers: json }),
      'server-unavailable',
      ['token', 'HTTP 503'],
    ],
    [
      'an error without a name',
      new Response('{"message": "(429)"}', { status: 500, headers: json }),
      'server-error',
      ['token', 'HTTP 500'],
    ],
    [
      'words of nobody’s',
      new Response('"(503)"', { status: 400, headers: json }),
      'answer-broken',
      ['token', 'HTTP 400'],
    ],
    [
      'a page',
      new Response('<!doctype html>', { status: 503, headers: { 'Content-Type': 'text/html' } }),
      'answer-broken',
      ['token'],
    ],
    ['half an answer', new Response('{"id_token": "a', { headers: json }), 'answer-broken', ['token']],
  ])(
    'says of %s what the library shows of it, and nothing of what it quotes',
    async (_, answer, code, details) => {
      fetched.mockResolvedValue(answer);
      await expect(exchange(await ask())).rejects.toMatchObject({ code, details });
    },
  );

  it('leaves what never got an answer as it is', async () => {
    fetched.mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(exchange(await ask())).rejects.toBeInstanceOf(TypeError);
  });
});
