import { createHash, randomBytes } from 'node:crypto';
import makeFetchCookie from 'fetch-cookie';
import { ALICE, signOutClient } from './addresses.ts';

/** What a login gives the extension's client. */
export type Tokens = { id_token: string; access_token: string; refresh_token: string };

/** A browser without windows: a cookie jar that fills in forms. It follows no redirect by itself. */
export type FormClient = {
  /** Signs in through the realm's form, or without it where a session lives. */
  signIn(issuer: string): Promise<Tokens>;
  /** Signs in at a Keycloak realm's account console, for which nothing has to be registered: another device. */
  signInAtAccount(issuer: string): Promise<void>;
  /** Asks with `prompt=none`; the answer's parameters. */
  askSilently(issuer: string): Promise<URLSearchParams>;
  /** Asks the OP to end the session. */
  endSession(issuer: string, params: Record<string, string>): Promise<Response>;
  /** Sends a request with the jar's cookies, and follows redirects as long as they stay on the server. */
  follow(url: string, init?: RequestInit): Promise<Response>;
  /** The cookies that the jar would send to an address. */
  cookies(url: string): Promise<Cookie[]>;
};

/** A cookie of the jar, as far as a login needs it. */
export type Cookie = { key: string; value: string; path: string | null };

type Endpoints = Record<'authorization_endpoint' | 'token_endpoint' | 'end_session_endpoint', string>;

const { clientId, redirectUris } = signOutClient();
const redirectUri = redirectUris[0] ?? '';

/** Makes a client with an empty jar. */
export function createFormClient(): FormClient {
  const cookieJar = new makeFetchCookie.toughCookie.CookieJar();
  const jar = makeFetchCookie(fetch, cookieJar);
  const follow = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const response = await jar(url, { ...init, redirect: 'manual' });
    const next = response.headers.get('location');
    return next && isServers(next, url) ? follow(new URL(next, url).href) : response;
  };
  const authorizationUrl = async (issuer: string, extra: Record<string, string>): Promise<URL> => {
    const url = new URL((await discover(issuer)).authorization_endpoint);
    url.search = new URLSearchParams({ ...authorizationRequest(), ...extra }).toString();
    return url;
  };
  const authorize = async (issuer: string, extra: Record<string, string>): Promise<Response> =>
    follow((await authorizationUrl(issuer, extra)).href);
  const silently = { prompt: 'none', ...challenge('x'.repeat(43)) };
  return {
    signIn: async (issuer) => {
      const verifier = randomBytes(32).toString('base64url');
      const page = await authorize(issuer, { ...challenge(verifier) });
      const answer = page.status === 200 ? await follow(await formAction(page), aliceForm()) : page;
      const code = locationOf(answer).searchParams.get('code') ?? '';
      return redeem((await discover(issuer)).token_endpoint, code, verifier);
    },
    signInAtAccount: async (issuer) => {
      const console = { client_id: 'account-console', redirect_uri: `${issuer}/account/` };
      const page = await authorize(issuer, { ...console, ...challenge('x'.repeat(43)) });
      await follow(await formAction(page), aliceForm());
    },
    askSilently: async (issuer) => locationOf(await authorize(issuer, silently)).searchParams,
    endSession: async (issuer, params) =>
      jar(`${(await discover(issuer)).end_session_endpoint}?${new URLSearchParams(params)}`, {
        redirect: 'manual',
      }),
    follow,
    cookies: (url) => cookieJar.getCookies(url),
  };
}

/** Asks userinfo with an access token, as a client without an Origin. */
export async function askUserinfo(issuer: string, accessToken: string): Promise<Response> {
  const { userinfo_endpoint } = (await discover(issuer)) as unknown as { userinfo_endpoint: string };
  return fetch(userinfo_endpoint, { headers: { authorization: `Bearer ${accessToken}` } });
}

async function discover(issuer: string): Promise<Endpoints> {
  return (await fetch(`${issuer}/.well-known/openid-configuration`)).json() as Promise<Endpoints>;
}

function authorizationRequest(): Record<string, string> {
  return {
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    state: 's',
    nonce: 'n',
  };
}

function challenge(verifier: string): Record<string, string> {
  const digest = createHash('sha256').update(verifier).digest('base64url');
  return { code_challenge: digest, code_challenge_method: 'S256' };
}

async function formAction(page: Response): Promise<string> {
  const action = /<form[^>]*action="([^"]+)"/.exec(await page.text())?.[1]?.replaceAll('&amp;', '&');
  return new URL(action ?? page.url, page.url).href;
}

function aliceForm(): RequestInit {
  return {
    method: 'POST',
    body: new URLSearchParams({ username: ALICE.username, password: ALICE.password }),
  };
}

function isServers(location: string, from: string): boolean {
  return new URL(location, from).origin === new URL(from).origin;
}

function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (!location) throw new Error(`a page with status ${response.status} in place of a redirect`);
  return new URL(location, response.url);
}

async function redeem(endpoint: string, code: string, verifier: string): Promise<Tokens> {
  const body = {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: verifier,
  };
  const response = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(body) });
  if (!response.ok) throw new Error(`token endpoint: ${response.status} ${await response.text()}`);
  return response.json() as Promise<Tokens>;
}
