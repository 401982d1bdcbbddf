import { createServer, type ServerResponse } from 'node:http';
import * as oidc from 'openid-client';
import { closeServer, loopbackPort } from './loopback.ts';
import { configOf, refreshes } from './openid.ts';

/** The client id of the app that stands beside the extension's client in every test realm. */
export const OTHER_APP = 'other-app';

/** An ordinary server-side app of a realm. It keeps its refresh tokens, so that it can say whether they still work. */
export type OtherApp = {
  /** Sends the browser to the realm's login and, signed in, to a page that names the person. */
  loginUrl: string;
  callbackUrl: string;
  /** What a front-channel logout calls. */
  frontChannelUrl: string;
  /** The refresh token of each login, in order. */
  refreshTokens: string[];
  /** How often the front-channel address was called. */
  frontChannelCalls(): number;
  refreshTokenWorks(refreshToken: string): Promise<boolean>;
  close(): Promise<void>;
};

type Pending = { verifier: string };

/**
 * Starts the app on a free loopback port.
 * @param issuer the realm; asked for its discovery document at the first login.
 */
export async function startOtherApp(issuer: string): Promise<OtherApp> {
  const logins = new Map<string, Pending>();
  const refreshTokens: string[] = [];
  let calls = 0;
  const config = configOf(issuer, OTHER_APP);
  const routes: Record<string, (url: URL, response: ServerResponse) => Promise<void>> = {
    '/login': async (url, response) => {
      const address = await loginAddress(await config(), new URL('/callback', url).href, logins);
      response.writeHead(302, { location: address.href }).end();
    },
    '/callback': async (url, response) => {
      const { name, refreshToken } = await redeem(await config(), url, logins);
      refreshTokens.push(refreshToken);
      page(response, `Signed in as ${name}`);
    },
    '/front-channel-logout': async (_url, response) => {
      calls += 1;
      page(response, 'Signed out');
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const handled = routes[url.pathname]?.(url, response) ?? Promise.reject(new Error('no such page'));
    handled.catch((error: Error) => page(response, `Error: ${error.message}`, 400));
  });
  const origin = `http://127.0.0.1:${await loopbackPort(server)}`;
  return {
    loginUrl: `${origin}/login`,
    callbackUrl: `${origin}/callback`,
    frontChannelUrl: `${origin}/front-channel-logout`,
    refreshTokens,
    frontChannelCalls: () => calls,
    refreshTokenWorks: async (token) => refreshes(await config(), token),
    close: () => closeServer(server),
  };
}

async function loginAddress(
  config: oidc.Configuration,
  redirectUri: string,
  logins: Map<string, Pending>,
): Promise<URL> {
  const state = oidc.randomState();
  const verifier = oidc.randomPKCECodeVerifier();
  logins.set(state, { verifier });
  return oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid',
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
}

async function redeem(
  config: oidc.Configuration,
  url: URL,
  logins: Map<string, Pending>,
): Promise<{ name: string; refreshToken: string }> {
  const state = url.searchParams.get('state') ?? '';
  const login = logins.get(state);
  if (!login) throw new Error('no login waits for this state');
  logins.delete(state);
  const tokens = await oidc.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: login.verifier,
    expectedState: state,
  });
  return { name: String(tokens.claims()?.preferred_username), refreshToken: tokens.refresh_token ?? '' };
}

function page(response: ServerResponse, text: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>Other app</title><p id="said">${text.replace(/[<&]/g, ' ')}</p>`);
}
