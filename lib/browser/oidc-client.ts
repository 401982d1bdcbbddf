import {
  ErrorResponse,
  ErrorTimeout,
  type MetadataService,
  OidcClient,
  type OidcClientSettingsStore,
  type StateStore,
} from 'oidc-client-ts';
import { LIMITS } from '../flows/limits.ts';
import type { Area, Clock, Oidc } from '../flows/ports.ts';
import { REQUEST } from '../flows/records.ts';
import { SignOutError } from '../model/sign-out-error.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { Realm } from '../settings/schema.ts';

/** What the library needs of the world. `secret` gives 256 bits. */
export type OidcSetup = {
  area: Area;
  clock: Clock;
  webOrigin: string | null;
  secret(): string;
};

/** oidc-client-ts as the port that the flows use; the one place that imports it. */
export function createOidc(setup: OidcSetup): Oidc {
  return {
    request: async (op, realm, { silent, nonce, redirectUri }) => {
      const request = await clientFor(op, realm, setup).createSigninRequest({
        nonce,
        redirect_uri: redirectUri,
        // The library's own state has 122 random bits; this adds 256.
        url_state: setup.secret(),
        ...(silent && { prompt: 'none' }),
      });
      const state = new URL(request.url).searchParams.get('state') ?? '';
      return { url: request.url, state };
    },
    exchange: async (op, realm, address) => {
      try {
        const response = await clientFor(op, realm, setup).processSigninResponse(address);
        return {
          idToken: response.id_token ?? '',
          accessToken: response.access_token,
          claims: response.profile,
        };
      } catch (error) {
        throw translate(error, realm, setup);
      }
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

function clientFor(op: Discovery, realm: Realm, setup: OidcSetup): OidcClient {
  const settings: Settings = {
    authority: op.issuer,
    client_id: realm.clientId,
    response_type: 'code',
    scope: 'openid',
    disablePKCE: false,
    fetchRequestCredentials: 'omit',
    requestTimeoutInSeconds: LIMITS.request / 1000,
    extraQueryParams: {},
    stateStore: stateStore(setup),
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

/** Kept with the time, so that what nobody answers is swept with our own records. */
type Kept = { value: string; createdAt: number };

function stateStore({ area, clock }: OidcSetup): StateStore {
  const read = async (key: string): Promise<string | null> =>
    ((await area.get([REQUEST + key]))[REQUEST + key] as Kept | undefined)?.value ?? null;
  return {
    get: read,
    set: (key, value) => area.set({ [REQUEST + key]: { value, createdAt: clock.now() } satisfies Kept }),
    remove: async (key) => {
      const value = await read(key);
      await area.remove([REQUEST + key]);
      return value;
    },
    // Asked for only by the library's own sweeping, which would read each record in turn before each request.
    getAllKeys: async () => [],
  };
}

function translate(error: unknown, realm: Realm, setup: OidcSetup): unknown {
  if (error instanceof TypeError) return error;
  if (error instanceof ErrorTimeout)
    return new SignOutError('timed-out', ['token', `${LIMITS.request / 1000} s`], error);
  if (error instanceof ErrorResponse) return refusal(error, realm, setup);
  // The library checks the nonce itself and has only a sentence for it.
  const nonce = error instanceof Error && /nonce/i.test(error.message);
  return new SignOutError(nonce ? 'nonce-mismatch' : 'token-refused', [], error);
}

function refusal(error: ErrorResponse, realm: Realm, setup: OidcSetup): SignOutError {
  const code = error.error ?? '';
  if (/invalid origin/i.test(code))
    return new SignOutError('web-origin-missing', setup.webOrigin ? [setup.webOrigin] : [], error);
  const details = [code, error.error_description ?? ''].filter(Boolean);
  const wrongClient = code === 'unauthorized_client' || code === 'invalid_client';
  return new SignOutError(
    wrongClient ? 'client-refused' : 'token-refused',
    [...details, realm.clientId],
    error,
  );
}
