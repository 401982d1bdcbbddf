import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import * as oidc from 'openid-client';
import { configOf } from '../openid.ts';
import type { App } from './app.ts';
import { page, type Site } from './site.ts';

/** An app whose session is one cookie: where it stands, and what is different about it. */
export type BareCookieOptions = {
  clientId: string;
  name: string;
  issuer: string;
  /** Where people sign in. */
  site: Site;
  /** The path below which it stands; the root where not given. */
  path?: string;
  /** What its cookie has beside its name and value, such as `SameSite=Strict`. */
  cookie: string;
  /** Another site that the same cookie opens, and that sends strangers to this one, as behind a proxy. */
  guarded?: Site;
};

type Server = BareCookieOptions & {
  config: () => Promise<oidc.Configuration>;
  /** The verifier of each sign-in under way, by its `state`. */
  begun: Map<string, string>;
  /** Who is signed in, by the value of the cookie. */
  people: Map<string, string>;
};

/** A server-side app that keeps nothing of a sign-in in the browser but one cookie at its end. */
export async function openBareCookieApp(options: BareCookieOptions): Promise<App> {
  const { clientId, name, issuer, site, path = '', guarded } = options;
  const server: Server = {
    ...options,
    config: configOf(issuer, clientId),
    begun: new Map(),
    people: new Map(),
  };
  site.app.get(`${path}/login`, (_, response) => signIn(server, response));
  site.app.get(`${path}/callback`, (request, response) => finishSignIn(server, request, response));
  const home = guarded ?? site;
  home.app.get(`${path}/`, (request, response) => {
    const user = userOf(server, request);
    if (guarded && !user) response.redirect(`${site.origin}/login`);
    else response.send(page(name, user ? `Signed in as ${user}` : 'Signed out'));
  });
  return {
    name,
    origin: home.origin,
    page: `${home.origin}${path}/`,
    loginUrl: `${site.origin}${path}/login`,
    ...(guarded && { alsoAt: site.origin }),
    client: {
      clientId,
      name,
      baseUrl: `${home.origin}${path}/`,
      publicClient: true,
      standardFlowEnabled: true,
      redirectUris: [`${site.origin}${path}/callback`],
    },
    close: async () => {
      await Promise.all([site.close(), guarded?.close()]);
    },
  };
}

async function signIn({ config, begun, site, path = '' }: Server, response: Response): Promise<void> {
  const [state, verifier] = [oidc.randomState(), oidc.randomPKCECodeVerifier()];
  begun.set(state, verifier);
  const url = oidc.buildAuthorizationUrl(await config(), {
    redirect_uri: `${site.origin}${path}/callback`,
    scope: 'openid',
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  response.redirect(url.href);
}

async function finishSignIn(server: Server, request: Request, response: Response): Promise<void> {
  const { config, begun, people, site, cookie, clientId, path = '', guarded } = server;
  const state = String(request.query.state);
  const tokens = await oidc.authorizationCodeGrant(
    await config(),
    new URL(request.originalUrl, site.origin),
    {
      pkceCodeVerifier: begun.get(state) ?? '',
      expectedState: state,
    },
  );
  const value = randomUUID();
  people.set(value, String(tokens.claims()?.preferred_username));
  response.setHeader('Set-Cookie', `${clientId}=${value}; HttpOnly; ${cookie}`);
  // A page of its own goes on: with a redirect a cookie that is strict would not go along.
  response.send(
    `<script>location.replace(${JSON.stringify(`${(guarded ?? site).origin}${path}/`)})</script>`,
  );
}

function userOf({ people, clientId }: Server, request: Request): string | undefined {
  const sent = (request.headers.cookie ?? '').split('; ');
  const own = sent.find((one) => one.startsWith(`${clientId}=`));
  return own && people.get(own.slice(clientId.length + 1));
}
