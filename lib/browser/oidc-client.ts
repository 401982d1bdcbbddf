import {
  ErrorResponse,
  ErrorTimeout,
  OidcClient,
  type SigninResponse,
  type StateStore,
} from 'oidc-client-ts';
import { StepError } from '../errors/step-error.ts';
import { LIMITS } from '../flows/kernel/limits.ts';
import type { Oidc, Tokens } from '../flows/kernel/ports.ts';
import type { Discovery } from '../protocol/discovery.ts';
import { isSigned } from '../protocol/jwt.ts';

/** How long an access token is taken to live whose OP does not say, milliseconds. @see RFC 6749, section 5.1 (`expires_in`) */
const UNNAMED_LIFE = 60_000;

/** What the library needs of the world. `secret` gives 256 bits. */
export type OidcSetup = {
  webOrigin: string | null;
  secret(): string;
};

/** oidc-client-ts as the port that the flows use; the one place that imports it. */
export function createOidc(setup: OidcSetup): Oidc {
  return {
    request: async (op, { silent, nonce, clientId, redirectUri }) => {
      const client = clientFor(op, clientId, redirectUri);
      const { url } = await client.createSigninRequest({
        nonce,
        // The library's own state has 122 random bits; this adds 256.
        url_state: setup.secret(),
        ...(silent && { prompt: 'none' }),
      });
      return {
        url,
        state: new URL(url).searchParams.get('state') ?? '',
        exchange: async (address) => {
          try {
            return tokensOf(await client.processSigninResponse(address));
          } catch (error) {
            throw translate(error, clientId, setup);
          }
        },
      };
    },
  };
}

/**
 * A client for one request. Its token request follows redirects, as the library has no setting for that: it goes where
 * discovery says, which was checked, and without cookies.
 */
function clientFor(op: Discovery, clientId: string, redirectUri: string): OidcClient {
  const { authorization_endpoint, token_endpoint } = op;
  return new OidcClient({
    authority: op.issuer,
    // Read and checked before: the library asks for no discovery of its own.
    metadata: { authorization_endpoint, token_endpoint },
    client_id: clientId,
    redirect_uri: redirectUri,
    // Every claim is ours to check; the library would leave out the nonce and `auth_time`.
    filterProtocolClaims: false,
    fetchRequestCredentials: 'omit',
    requestTimeoutInSeconds: LIMITS.request / 1000,
    stateStore: stateOfOneRequest(),
  });
}

/**
 * What is kept of a token response. A refresh token is not, but for one that gives offline access: each look would leave one more,
 * so it has to be revoked.
 * @see OpenID Connect Core 1.0, section 11
 */
function tokensOf({ id_token, access_token, expires_at, profile, ...more }: SigninResponse): Tokens {
  // The library lets this pass where the answer's own `scope` has no `openid`.
  if (!id_token) throw new Error('no id_token');
  // Nobody has asked for one, and as a hint the OP itself would not take it.
  if (!isSigned(id_token)) throw new StepError('id-token-invalid', ['alg']);
  // The library takes what the OP says as it is, so this may be anything.
  const seconds = Number(expires_at);
  const named = Number.isFinite(seconds) && seconds > 0;
  const expiresAt = named ? seconds * 1000 : Date.now() + UNNAMED_LIFE;
  const offline = more.scope?.split(' ').includes('offline_access') && more.refresh_token;
  const tokens = { idToken: id_token, accessToken: access_token, claims: profile, expiresAt };
  return { ...tokens, ...(offline && { offlineToken: offline }) };
}

/**
 * The library's state lives as long as the request that it belongs to: every answer comes back to the very call that
 * asked, and a worker that is stopped meanwhile loses both.
 */
function stateOfOneRequest(): StateStore {
  const kept = new Map<string, string>();
  return {
    get: async (key) => kept.get(key) ?? null,
    set: async (key, value) => void kept.set(key, value),
    remove: async (key) => {
      const value = kept.get(key) ?? null;
      kept.delete(key);
      return value;
    },
    getAllKeys: async () => [...kept.keys()],
  };
}

function translate(error: unknown, clientId: string, setup: OidcSetup): unknown {
  if (error instanceof TypeError || error instanceof StepError) return error;
  if (error instanceof ErrorTimeout)
    return new StepError('timed-out', ['token', `${LIMITS.request / 1000} s`], error);
  if (error instanceof ErrorResponse) return refusal(error, clientId, setup);
  // The library checks the nonce itself and has only a sentence for it.
  const nonce = error instanceof Error && /nonce/i.test(error.message);
  return new StepError(nonce ? 'nonce-mismatch' : 'token-refused', [], error);
}

function refusal(error: ErrorResponse, clientId: string, setup: OidcSetup): StepError {
  const code = error.error ?? '';
  if (/invalid origin/i.test(code))
    return new StepError('web-origin-missing', setup.webOrigin ? [setup.webOrigin] : [], error);
  const details = [code, error.error_description ?? ''].filter(Boolean);
  const wrongClient = code === 'unauthorized_client' || code === 'invalid_client';
  return new StepError(wrongClient ? 'client-refused' : 'token-refused', [...details, clientId], error);
}
