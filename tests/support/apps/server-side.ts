import { setTimeout as pause } from 'node:timers/promises';
import express, { type Request, type Response } from 'express';
import type { MemoryStore } from 'express-session';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { configOf, refreshes } from '../openid.ts';
import type { App, ClientRepresentation } from './app.ts';
import { keepSessions, openSite, page, type Site } from './site.ts';

declare module 'express-session' {
  interface SessionData {
    user: string;
    sid: string;
    idToken: string;
    state: string;
    verifier: string;
  }
}

/** How an app learns of a sign-out, if at all: `rp` by its own button too, `front-channel-late` 0.8 s after its page. */
export type Learns = 'back-channel' | 'front-channel' | 'front-channel-late' | 'rp' | 'never';

/** A server-side app: its host below `.localhost`, its name, its realm, and what is different about it. */
export type ServerSideOptions = {
  host: string;
  name: string;
  issuer: string;
  learns: Learns;
  /** Sent with the sign-in request. */
  extra?: Record<string, string>;
  offline?: boolean;
  /** The `Domain` of its cookie, where other hosts are to get it too. */
  cookieDomain?: string;
  /** Its address is loopback's number, the host of realms too, with a port of its own. */
  byNumber?: boolean;
  /** Signs a stranger in at once, without a click. */
  eager?: boolean;
  /** Each answer sets its cookie anew, its page asks for news all the time, and takes so long, milliseconds. */
  slides?: number;
};

/** How long the server thinks about each question for news, milliseconds. */
const NEWS_MS = 400;

const ASKS_FOR_NEWS =
  '<script>const ask = () => fetch("/news").catch(() => {}).then(() => setTimeout(ask, 20)); ask();</script>';

const ENDS_LATE = '<script>setTimeout(() => fetch("/front-channel"), 800)</script>';

type Server = ServerSideOptions & {
  site: Site;
  store: MemoryStore;
  config: () => Promise<oidc.Configuration>;
  refreshTokens: string[];
};

/** A server-side app as openid-client and express-session make it: the session is the server's, its cookie `SameSite=Lax`. */
export async function openServerSideApp(options: ServerSideOptions): Promise<App> {
  const { host, name, issuer, learns, offline, cookieDomain } = options;
  const opened = await openSite(host);
  const site = options.byNumber ? { ...opened, origin: opened.loopback } : opened;
  const server: Server = {
    ...options,
    site,
    store: keepSessions(site, host, cookieDomain, options.slides !== undefined),
    config: configOf(issuer, host),
    refreshTokens: [],
  };
  addRoutes(server);
  return {
    name,
    origin: site.origin,
    loginUrl: `${site.origin}/login`,
    client: clientOf(host, name, site, learns, offline ?? false),
    ...(offline && { stillActs: () => stillActs(server) }),
    close: site.close,
  };
}

function addRoutes(server: Server): void {
  const { site, name } = server;
  const { app } = site;
  app.get('/', async (request, response) => {
    const { user } = request.session;
    await pause(server.slides ?? 0);
    if (server.eager && !user) response.redirect('/login');
    else
      response.send(
        page(name, user ? `Signed in as ${user}` : 'Signed out') +
          (server.slides === undefined ? '' : ASKS_FOR_NEWS),
      );
  });
  app.get('/news', (_request, response) => pause(NEWS_MS).then(() => response.send('none')));
  app.get('/login', (request, response) => signIn(server, request, response));
  app.get('/callback', (request, response) => finishSignIn(server, request, response));
  if (server.learns === 'back-channel')
    app.post('/back-channel', express.urlencoded(), (request, response) =>
      backChannel(server, request, response),
    );
  if (server.learns === 'front-channel-late')
    app.get('/front-channel-late', (_request, response) => response.send(ENDS_LATE));
  if (server.learns.startsWith('front-channel'))
    app.get('/front-channel', (request, response) => {
      request.session.destroy(() => response.send(page(name, 'Signed out')));
    });
  if (server.learns === 'rp') app.get('/logout', (request, response) => signOut(server, request, response));
}

async function signIn(server: Server, { session: own }: Request, response: Response): Promise<void> {
  own.state = oidc.randomState();
  own.verifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(await server.config(), {
    redirect_uri: `${server.site.origin}/callback`,
    scope: server.offline ? 'openid offline_access' : 'openid',
    state: own.state,
    code_challenge: await oidc.calculatePKCECodeChallenge(own.verifier),
    code_challenge_method: 'S256',
    ...server.extra,
  });
  response.redirect(url.href);
}

async function finishSignIn(server: Server, request: Request, response: Response): Promise<void> {
  const { session: own } = request;
  const tokens = await oidc.authorizationCodeGrant(
    await server.config(),
    new URL(request.originalUrl, server.site.origin),
    {
      pkceCodeVerifier: own.verifier ?? '',
      expectedState: own.state ?? '',
    },
  );
  const claims = tokens.claims();
  own.user = String(claims?.preferred_username);
  own.sid = String(claims?.sid);
  own.idToken = tokens.id_token ?? '';
  if (server.offline) server.refreshTokens.push(tokens.refresh_token ?? '');
  response.redirect('/');
}

/** OpenID Connect Back-Channel Logout 1.0, section 2.5. */
async function backChannel(server: Server, request: Request, response: Response): Promise<void> {
  const metadata = (await server.config()).serverMetadata();
  const { payload } = await jwtVerify(
    String(request.body.logout_token),
    createRemoteJWKSet(new URL(metadata.jwks_uri ?? '')),
    { issuer: metadata.issuer, audience: server.host },
  );
  server.store.all((_error, sessions) => {
    for (const [id, { sid }] of Object.entries(sessions ?? {}))
      if (sid === payload.sid) server.store.destroy(id);
    response.status(200).end();
  });
}

async function signOut(server: Server, request: Request, response: Response): Promise<void> {
  const url = oidc.buildEndSessionUrl(await server.config(), {
    id_token_hint: request.session.idToken ?? '',
    post_logout_redirect_uri: `${server.site.origin}/`,
  });
  request.session.destroy(() => response.redirect(url.href));
}

async function stillActs({ config, refreshTokens }: Server): Promise<boolean> {
  const [token] = refreshTokens.slice(-1);
  return token ? refreshes(await config(), token) : false;
}

function clientOf(
  clientId: string,
  name: string,
  site: Site,
  learns: Learns,
  offline: boolean,
): ClientRepresentation {
  const { origin, loopback } = site;
  return {
    clientId,
    name,
    baseUrl: `${origin}/`,
    publicClient: true,
    standardFlowEnabled: true,
    redirectUris: [`${origin}/callback`],
    frontchannelLogout: learns.startsWith('front-channel'),
    attributes: {
      'post.logout.redirect.uris': `${origin}/`,
      ...(learns === 'back-channel' && {
        'backchannel.logout.url': `${loopback}/back-channel`,
        'backchannel.logout.session.required': 'true',
      }),
      ...(learns.startsWith('front-channel') && {
        'frontchannel.logout.url': `${origin}/${learns}`,
        'frontchannel.logout.session.required': 'true',
      }),
    },
    ...(offline && { optionalClientScopes: ['offline_access'] }),
  };
}
