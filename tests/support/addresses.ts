import { createHash } from 'node:crypto';

/** The Chromium id that the manifest's `key` fixes. */
export const CHROMIUM_ID = 'anililghajafiblgigndinadkgnclaof';

/** The Firefox add-on id. */
export const GECKO_ID = '{b3f0c1de-6a52-4c0e-9d0b-2f3a7d9f4e11}';

/** Who can sign in to every test realm. */
export const ALICE = { username: 'alice', password: 'alice', fullName: 'Alice Example' } as const;

/** A client as an admin registers it for this extension. */
export type SignOutClient = {
  clientId: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  webOrigins: string[];
  enabled: boolean;
  /** Keycloak's own client attributes; the embedded OP has none. */
  attributes: Record<string, string>;
};

/** The client as it should be registered, for Chromium and Firefox alike, with what a test wants different. */
export function signOutClient(different: Partial<SignOutClient> = {}): SignOutClient {
  const chromium = `https://${CHROMIUM_ID}.chromiumapp.org`;
  const firefox = `https://${createHash('sha1').update(GECKO_ID).digest('hex')}.extensions.allizom.org`;
  const origin = `chrome-extension://${CHROMIUM_ID}`;
  return {
    clientId: 'full-signout',
    redirectUris: [`${chromium}/signed-in`, `${firefox}/signed-in`],
    postLogoutRedirectUris: [`${chromium}/signed-out`, `${firefox}/signed-out`, `${origin}/signed-out.html`],
    webOrigins: [origin],
    enabled: true,
    attributes: {},
    ...different,
  };
}

/** A part of the address of the page that opens at installation. */
export const WELCOME = '/options.html?welcome';
