import { SAML } from '@node-saml/node-saml';
import express, { type Request, type Response } from 'express';
import type { MemoryStore } from 'express-session';
import type { App, ClientRepresentation } from './app.ts';
import { keepSessions, openSite, page, type Site } from './site.ts';

declare module 'express-session' {
  interface SessionData {
    nameId: string;
  }
}

/** A SAML service provider as node-saml makes it: Keycloak tells it of a sign-out by a form that the browser posts. */
export async function openSamlApp(host: string, name: string, issuer: string): Promise<App> {
  const site = await openSite(host);
  const store = keepSessions(site, host);
  let provider: Promise<SAML> | undefined;
  const saml = (): Promise<SAML> => {
    provider ??= samlOf(host, site, issuer);
    return provider;
  };
  const form = express.urlencoded();
  site.app.get('/', ({ session: { nameId } }, response) => {
    response.send(page(name, nameId ? `Signed in as ${nameId}` : 'Signed out'));
  });
  site.app.get('/login', async (_request, response) => {
    response.redirect(await (await saml()).getAuthorizeUrlAsync('', '', {}));
  });
  site.app.post('/acs', form, async (request, response) => signIn(await saml(), request, response));
  site.app.post('/slo', form, async (request, response) => signOut(await saml(), store, request, response));
  return {
    name,
    origin: site.origin,
    loginUrl: `${site.origin}/login`,
    client: clientOf(host, name, site),
    close: site.close,
  };
}

async function samlOf(host: string, { origin }: Site, issuer: string): Promise<SAML> {
  const descriptor = await (await fetch(`${issuer}/protocol/saml/descriptor`)).text();
  const certificate = /<ds:X509Certificate>([^<]+)</.exec(descriptor)?.[1] ?? '';
  return new SAML({
    issuer: host,
    entryPoint: `${issuer}/protocol/saml`,
    logoutUrl: `${issuer}/protocol/saml`,
    callbackUrl: `${origin}/acs`,
    idpCert: certificate,
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: false,
    identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  });
}

async function signIn(saml: SAML, request: Request, response: Response): Promise<void> {
  const { profile } = await saml.validatePostResponseAsync(request.body);
  request.session.nameId = profile?.nameID ?? '';
  response.redirect('/');
}

/** The post comes from another site, without the `Lax` cookie, so the session is found by its name. */
async function signOut(saml: SAML, store: MemoryStore, request: Request, response: Response): Promise<void> {
  const { profile } = await saml.validatePostRequestAsync(request.body);
  const answer = await saml.getLogoutResponseUrlAsync(
    profile as never,
    request.body.RelayState ?? '',
    {},
    true,
  );
  store.all((_error, sessions) => {
    for (const [id, { nameId }] of Object.entries(sessions ?? {}))
      if (nameId === profile?.nameID) store.destroy(id);
    response.redirect(answer);
  });
}

function clientOf(clientId: string, name: string, { origin }: Site): ClientRepresentation {
  return {
    clientId,
    name,
    protocol: 'saml',
    baseUrl: `${origin}/`,
    redirectUris: [`${origin}/*`],
    frontchannelLogout: true,
    attributes: {
      'saml.client.signature': 'false',
      'saml.server.signature': 'true',
      'saml.assertion.signature': 'false',
      'saml.force.post.binding': 'true',
      saml_name_id_format: 'username',
      saml_force_name_id_format: 'true',
      saml_assertion_consumer_url_post: `${origin}/acs`,
      saml_single_logout_service_url_post: `${origin}/slo`,
    },
  };
}
