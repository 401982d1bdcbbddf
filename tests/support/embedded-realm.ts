import { generateKeyPair, randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { promisify } from 'node:util';
import {
  type ClientMetadata,
  type Configuration,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import { ALICE, signOutClient } from './addresses.ts';
import { endSessionByHint } from './embedded-end-session.ts';
import { answerLogin, confirmationPage } from './embedded-pages.ts';
import type { EmbeddedStore } from './embedded-store.ts';
import { featuresOf, spelt, vary } from './embedded-variants.ts';
import { watchSecrets } from './embedded-witness.ts';
import type { RealmOptions } from './op.ts';
import { OTHER_APP, type OtherApp } from './other-app.ts';

const WEB_ORIGINS = 'web_origins';
const HOUR = 3600;

/** Keycloak's paths below the issuer, so that a test may look for a page by its address. */
const PATHS = '/protocol/openid-connect';
const ROUTES = {
  authorization: `${PATHS}/auth`,
  token: `${PATHS}/token`,
  userinfo: `${PATHS}/userinfo`,
  // Not where Keycloak has it: this OP is none, and is not to be taken for one.
  jwks: `${PATHS}/jwks`,
  end_session: `${PATHS}/logout`,
};

/** The initial access token that every realm takes for a registration. */
export const EMBEDDED_TOKEN = 'initial-access-token';

/** What a realm is made of. */
export type EmbeddedRealmSetup = {
  issuer: string;
  otherApp: OtherApp;
  options: RealmOptions;
  store: EmbeddedStore;
};

/** Makes one realm: an OP of its own, with its own keys, clients, sessions, and cookies for its path alone. */
export async function createEmbeddedRealm(setup: EmbeddedRealmSetup): Promise<RequestListener> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const provider = new Provider(spelt(setup.issuer, setup.options.variant), {
    ...configuration(setup),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] },
  });
  // Keycloak puts `sid` into every id_token; this library only where back-channel logout wants it.
  Object.assign(provider.Client.prototype, { includeSid: () => true });
  if (setup.options.variant) provider.use(vary(setup.options.variant));
  provider.use(answerAccount(setup.options));
  if (setup.options.apps) provider.use(answerApps(provider, setup.options.apps));
  provider.use(refuseForeignOrigins);
  if (setup.options.names) provider.use(leaveNameOut);
  if (setup.options.witness) provider.use(watchSecrets(setup.options.witness));
  if (!setup.options.asks) provider.use(endSessionByHint(setup.store));
  provider.use(answerLogin(provider));
  return provider.callback();
}

/** An account API that answers as told, by which a realm is told from one that has none. */
function answerAccount({ account }: RealmOptions) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    if (!account || !ctx.path.startsWith('/account/')) return next();
    if (account === 'silent') return new Promise(() => undefined);
    ctx.set('Access-Control-Allow-Origin', ctx.get('Origin') || '*');
    ctx.set('Access-Control-Allow-Headers', 'authorization, accept');
    ctx.status = ctx.method === 'OPTIONS' ? 204 : account.status;
    if (ctx.method === 'OPTIONS') return;
    ctx.type = account.type;
    ctx.body = account.body;
  };
}

/** The account API of a Keycloak, as far as apps go, for whoever has a good token. */
function answerApps(provider: Provider, { clients, end }: NonNullable<RealmOptions['apps']>) {
  const told: Record<string, unknown> = {
    'sessions/devices': [{ sessions: [{ id: 's', current: true, clients }] }],
    applications: clients,
    'linked-accounts': [],
  };
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    const [, path = ''] = /^\/account\/(.*)$/.exec(ctx.path) ?? [];
    if (!path) return next();
    ctx.set('Access-Control-Allow-Origin', ctx.get('Origin') || '*');
    ctx.set('Access-Control-Allow-Headers', 'authorization, accept');
    ctx.set('Access-Control-Allow-Methods', 'GET, DELETE');
    const isGood = await provider.AccessToken.find(ctx.get('Authorization').replace('Bearer ', ''));
    const app = /^applications\/([^/]+)\/sessions$/.exec(path)?.[1];
    ctx.status = ctx.method === 'GET' ? 200 : 204;
    if (ctx.method === 'OPTIONS') return;
    if (!isGood) ctx.status = 401;
    else if (ctx.method === 'GET') ctx.body = told[path];
    else if (app && end) end(decodeURIComponent(app));
    else ctx.status = 404;
  };
}

function configuration({ issuer, otherApp, options, store }: EmbeddedRealmSetup): Configuration {
  const { pathname } = new URL(issuer);
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return {
    adapter: store.adapter,
    clients: clients(options, otherApp),
    extraClientMetadata: { properties: [WEB_ORIGINS] },
    clientBasedCORS: (_ctx, origin, client) =>
      (client[WEB_ORIGINS] as string[] | undefined)?.includes(origin) ?? false,
    claims: { openid: ['sub', 'name', 'preferred_username', 'email'] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomUUID()], long: { path: pathname } },
    features: {
      ...featuresOf(options.variant),
      devInteractions: { enabled: false },
      jwtResponseModes: { enabled: options.names === 'jwt' },
      registration: { enabled: true, initialAccessToken: EMBEDDED_TOKEN },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: confirmationPage,
        postLogoutSuccessSource: signedOutPage,
      },
    },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => account(sub) }),
    interactions: { policy, url: (_ctx, { uid }) => `${pathname}/interaction/${uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    loadExistingGrant: grantEverything,
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html';
      ctx.body = `<!doctype html><title>Error</title><p id="kc-error-message">${error}: ${error_description ?? ''}</p>`;
    },
    rotateRefreshToken: false,
    routes: ROUTES,
    ttl: {
      AccessToken: options.accessTokenSeconds ?? 300,
      IdToken: 300,
      RefreshToken: HOUR,
      Interaction: HOUR,
      Session: 10 * HOUR,
      Grant: 10 * HOUR,
    },
  };
}

function clients(options: RealmOptions, otherApp: OtherApp): ClientMetadata[] {
  const own = signOutClient(options.client);
  const common = {
    token_endpoint_auth_method: 'none',
    // The only type for which this library takes an extension's own address.
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  } as const;
  const other = { client_id: OTHER_APP, redirect_uris: [otherApp.callbackUrl], [WEB_ORIGINS]: [] };
  const mine = {
    client_id: own.clientId,
    redirect_uris: own.redirectUris,
    post_logout_redirect_uris: own.postLogoutRedirectUris,
    [WEB_ORIGINS]: own.webOrigins,
  };
  const registered = own.enabled ? [mine, other] : [other];
  return registered.map((client) => ({ ...common, ...client }) as unknown as ClientMetadata);
}

function account(sub: string) {
  return { sub, name: ALICE.fullName, preferred_username: sub, email: `${sub}@example.org` };
}

/** Nobody is asked for consent, as in Keycloak. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { provider, session, client } = ctx.oidc;
  if (!session?.accountId || !client) return undefined;
  const known = session.grantIdFor(client.clientId);
  if (known) return provider.Grant.find(known);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile email');
  await grant.save();
  return grant;
}

/** Answers as Keycloak does: before the code is looked at, and without a header that would let the caller read it. */
async function refuseForeignOrigins(ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> {
  await next();
  const origin = ctx.get('Origin');
  const client = ctx.oidc?.entities.Client;
  if (!origin || !client || !['token', 'userinfo'].includes(ctx.oidc.route)) return;
  // A client that was registered by request has none.
  if ((client[WEB_ORIGINS] as string[] | undefined)?.includes(origin)) return;
  ctx.status = 403;
  ctx.body = { error: 'Invalid origin' };
}

/** The library always names itself by a parameter, and says so. */
async function leaveNameOut(ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> {
  await next();
  const promise = 'authorization_response_iss_parameter_supported';
  if (ctx.oidc?.route === 'discovery') delete (ctx.body as Record<string, unknown>)[promise];
  const location = URL.parse(ctx.response.get('location'));
  if (!location?.searchParams.has('iss')) return;
  location.searchParams.delete('iss');
  ctx.set('location', location.href);
}

function signedOutPage(ctx: KoaContextWithOIDC): void {
  ctx.type = 'html';
  ctx.body = '<!doctype html><title>Signed out</title><p>You are logged out</p>';
}
