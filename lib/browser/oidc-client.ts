import {
  ErrorResponse,
  ErrorTimeout,
  type MetadataService,
  OidcClient,
  type OidcClientSettingsStore,
  type StateStore,
} from 'oidc-client-ts';
import { StepError } from '../errors/step-error.ts';
import { LIMITS } from '../flows/kernel/limits.ts';
import type { Oidc } from '../flows/kernel/ports.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Realm } from '../settings/schema.ts';

/** What the library needs of the world. `secret` gives 256 bits. */
export type OidcSetup = {
  webOrigin: string | null;
  secret(): string;
};

/** oidc-client-ts as the port that the flows use; the one place that imports it. */
export function createOidc(setup: OidcSetup): Oidc {
  return {
    request: async (op, realm, { silent, nonce, redirectUri }) => {
      const client = clientFor(op, realm);
      const { url } = await client.createSigninRequest({
        nonce,
        redirect_uri: redirectUri,
        // The library's own state has 122 random bits; this adds 256.
        url_state: setup.secret(),
        ...(silent && { prompt: 'none' }),
      });
      return {
        url,
        state: new URL(url).searchParams.get('state') ?? '',
        exchange: async (address) => {
          try {
            const { id_token = '', access_token, profile } = await client.processSigninResponse(address);
            return { idToken: id_token, accessToken: access_token, claims: profile };
          } catch (error) {
            throw translate(error, realm, setup);
          }
        },
      };
    },
  };
}

/** All that the library asks of its settings for these two steps; scripts/slim-oidc-client.ts leaves out what fills in the rest. */
type Settings = Pick<
  OidcClientSettingsStore,
  | 'authority'
  | 'client_id'
  | 'response_type'
  | 'scope'
  | 'disablePKCE'
  | 'fetchRequestCredentials'
  | 'requestTimeoutInSeconds'
  | 'extraQueryParams'
  | 'stateStore'
>;

function clientFor(op: Discovery, realm: Realm): OidcClient {
  const settings: Settings = {
    authority: op.issuer,
    client_id: realm.clientId,
    response_type: 'code',
    scope: 'openid',
    disablePKCE: false,
    fetchRequestCredentials: 'omit',
    requestTimeoutInSeconds: LIMITS.request / 1000,
    extraQueryParams: {},
    stateStore: stateOfOneRequest(),
  };
  return new OidcClient(settings as OidcClientSettingsStore, metadataOf(op));
}

/** What the library asks of discovery, which has been read and checked before. */
function metadataOf(op: Discovery): MetadataService {
  const answers: Pick<MetadataService, 'getAuthorizationEndpoint' | 'getTokenEndpoint'> = {
    getAuthorizationEndpoint: async () => op.authorization_endpoint,
    getTokenEndpoint: async () => op.token_endpoint,
  };
  return answers as MetadataService;
}

/**
 * The library's state lives as long as the request that it belongs to: every answer comes back to the very call that
 * asked, and a worker that is stopped meanwhile loses both. The build has it kept as it is, not as the text of the type.
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

function translate(error: unknown, realm: Realm, setup: OidcSetup): unknown {
  if (error instanceof TypeError) return error;
  if (error instanceof ErrorTimeout)
    return new StepError('timed-out', ['token', `${LIMITS.request / 1000} s`], error);
  if (error instanceof ErrorResponse) return refusal(error, realm, setup);
  // The library checks the nonce itself and has only a sentence for it.
  const nonce = error instanceof Error && /nonce/i.test(error.message);
  return new StepError(nonce ? 'nonce-mismatch' : 'token-refused', [], error);
}

function refusal(error: ErrorResponse, realm: Realm, setup: OidcSetup): StepError {
  const code = error.error ?? '';
  if (/invalid origin/i.test(code))
    return new StepError('web-origin-missing', setup.webOrigin ? [setup.webOrigin] : [], error);
  const details = [code, error.error_description ?? ''].filter(Boolean);
  const wrongClient = code === 'unauthorized_client' || code === 'invalid_client';
  return new StepError(wrongClient ? 'client-refused' : 'token-refused', [...details, realm.clientId], error);
}
