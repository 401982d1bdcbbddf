import { adminOf, type KeycloakAddress } from '../keycloak.ts';
import type { TestRealm } from '../op.ts';
import { openSite } from './site.ts';

/** How an app's front-channel address can misbehave. */
export const ROUGH = ['hangs', 'redirects', 'downloads', 'asks', 'is-down', 'is-no-web'] as const;

/** Addresses that the site of the others does not serve. */
const ELSEWHERE: Partial<Record<(typeof ROUGH)[number], string>> = {
  'is-down': 'http://down.localhost:9/out',
  'is-no-web': 'ftp://rough.localhost/out',
};

/** Apps whose front-channel addresses misbehave, one each way. */
export type RoughApps = {
  /** The address that puts an app into the browser's session. */
  enter(way: (typeof ROUGH)[number]): string;
  origin: string;
  close(): Promise<void>;
};

/** Registers the apps with a realm and serves them. */
export async function openRoughApps(realm: TestRealm, keycloak: KeycloakAddress): Promise<RoughApps> {
  const site = await openSite('rough');
  const { app, origin } = site;
  app.get('/callback', (_request, response) => response.send('<p id="said">Signed in as alice</p>'));
  app.get('/hangs', () => undefined);
  app.get('/redirects', (_request, response) => response.redirect('https://elsewhere.localhost:9/'));
  app.get('/downloads', (_request, response) => response.attachment('bye.txt').send('bye'));
  app.get('/asks', (_request, response) =>
    response.send('<script>alert("Really?"); confirm("Sure?")</script>'),
  );
  for (const way of ROUGH)
    await adminOf(keycloak)((admin) => admin.clients.create({ realm: realm.name, ...client(way, origin) }));
  return {
    enter: (way) =>
      `${realm.issuer}/protocol/openid-connect/auth?${new URLSearchParams({
        client_id: way,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: `${origin}/callback`,
      })}`,
    origin,
    close: site.close,
  };
}

function client(way: (typeof ROUGH)[number], origin: string) {
  return {
    clientId: way,
    publicClient: true,
    standardFlowEnabled: true,
    redirectUris: [`${origin}/callback`],
    frontchannelLogout: true,
    attributes: {
      'frontchannel.logout.url': ELSEWHERE[way] ?? `${origin}/${way}`,
    },
  };
}
