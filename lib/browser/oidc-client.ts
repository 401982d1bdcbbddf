import {
  ErrorResponse,
  ErrorTimeout,
  OidcClient,
  type SigninResponse,
  type StateStore,
} from 'oidc-client-ts';
import type { Failure } from '../errors/failure.ts';
import { asStepError, StepError } from '../errors/step-error.ts';
import { LIMITS } from '../flows/kernel/limits.ts';
import type { Oidc, Tokens } from '../flows/kernel/ports.ts';
import { whereIs } from '../keycloak/realm-setting.ts';
import { readTokenError } from '../keycloak/token-error.ts';
import { outageIn } from '../protocol/answer.ts';
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

/** What never got an answer stays the network's own TypeError. */
function translate(error: unknown, clientId: string, { webOrigin }: OidcSetup): unknown {
  if (error instanceof TypeError || error instanceof StepError) return error;
  return asStepError(failureIn(error, clientId, webOrigin), error);
}

function failureIn(error: unknown, clientId: string, webOrigin: string | null): Failure {
  if (error instanceof ErrorTimeout)
    return { code: 'timed-out', details: ['token', `${LIMITS.request / 1000} s`] };
  if (error instanceof ErrorResponse) return readTokenError(error, clientId, webOrigin);
  const { name, message } = Object(error) as Error;
  // The library checks the nonce itself and has only a sentence for it.
  if (message.startsWith('nonce in id_token')) return { code: 'nonce-mismatch', details: [] };
  // Of an encrypted id_token it says that it cannot be read, and may quote it.
  if (name === 'InvalidTokenError' && message.startsWith('Invalid token specified: invalid'))
    return { code: 'realm-setting', details: [whereIs('id-token-encrypted', clientId)] };
  return unread(name, message);
}

/** What the library says of an answer that is no OP's: nothing but a status, and that not always. The rest of it is the answer's own text. */
function unread(name: string, message: string): Failure {
  const [, status] = /^[^{]*?\((\d{3})\)/.exec(message) ?? [];
  if (status)
    return (
      outageIn(Number(status), 'token') ?? { code: 'answer-broken', details: ['token', `HTTP ${status}`] }
    );
  const isUnread = name === 'SyntaxError' || message.startsWith('Invalid response Content-Type');
  return isUnread ? { code: 'answer-broken', details: ['token'] } : { code: 'token-refused', details: [] };
}
