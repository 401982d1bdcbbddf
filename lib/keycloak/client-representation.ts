import { isPlainText, plainText } from '../errors/plain-text.ts';
import { decodePart } from '../protocol/percent.ts';
import { CHROMIUM_ID, CHROMIUM_ORIGIN, FIREFOX_HOST } from './own-ids.ts';

/** What an admin registers for one installation. `webOrigin` is null where none can be registered. */
export type OwnAddresses = { redirectUris: string[]; postLogoutUris: string[]; webOrigin: string | null };

/**
 * A client as Keycloak's admin console imports it, `kcadm` creates it, and its own registration endpoint takes it.
 * @see Keycloak Admin REST API, ClientRepresentation
 */
export type ClientRepresentation = {
  clientId: string;
  name: string;
  protocol: 'openid-connect';
  publicClient: true;
  standardFlowEnabled: true;
  implicitFlowEnabled: false;
  directAccessGrantsEnabled: false;
  serviceAccountsEnabled: false;
  redirectUris: string[];
  webOrigins: string[];
  attributes: Record<string, string>;
};

/** The addresses of the builds with the fixed ids: people of one realm use both browsers. */
const FIXED = {
  redirectUris: [`https://${CHROMIUM_ID}.chromiumapp.org/signed-in`, `https://${FIREFOX_HOST}/signed-in`],
  postLogoutUris: [
    `https://${CHROMIUM_ID}.chromiumapp.org/signed-out`,
    `https://${FIREFOX_HOST}/signed-out`,
    `${CHROMIUM_ORIGIN}/signed-out.html`,
  ],
  webOrigins: [CHROMIUM_ORIGIN],
};

/**
 * The client to register: a public one with the standard flow alone and PKCE by S256, with exactly the addresses of
 * this installation and of the builds with the fixed ids, for Chromium and Firefox.
 * @param own the addresses of this installation; those it shares with the fixed ones stand once.
 * @see Keycloak Server Administration Guide, "Valid post logout redirect URIs": several are joined by `##`
 */
export function clientRepresentation(clientId: string, own: OwnAddresses): ClientRepresentation {
  const postLogoutUris = unique([...FIXED.postLogoutUris, ...own.postLogoutUris]);
  return {
    clientId,
    name: 'Full Sign-out',
    protocol: 'openid-connect',
    publicClient: true,
    standardFlowEnabled: true,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: false,
    redirectUris: unique([...FIXED.redirectUris, ...own.redirectUris]),
    webOrigins: unique([...FIXED.webOrigins, ...(own.webOrigin ? [own.webOrigin] : [])]),
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': postLogoutUris.join('##'),
    },
  };
}

/**
 * The command that creates a client, for a shell in which `kcadm.sh config credentials` has signed in.
 * @param issuer the realm's; a realm that is not named in it is left as `REALM`.
 * @see Keycloak Server Administration Guide, "Creating a client" in "Admin CLI"
 */
export function kcadmLine(client: ClientRepresentation, issuer: string): string {
  return `kcadm.sh create clients -r ${realmWord(issuer)} -b ${quoted(JSON.stringify(client))}`;
}

/**
 * A realm's name as a word of a shell. One that is not named in its issuer is left as `REALM`, as is one that a terminal would obey, or a
 * program take for an option.
 */
export function realmWord(issuer: string): string {
  const name = decodePart(/\/realms\/([^/]+)$/.exec(issuer)?.[1] ?? 'REALM');
  return quoted(isPlainText(name) && !name.startsWith('-') ? name : 'REALM');
}

/**
 * A text as one word of a POSIX shell, safe to paste: within such quotes nothing is expanded, not even a `!` of an interactive shell, but a
 * terminal would still obey control characters.
 * @see POSIX.1-2017, Shell Command Language, section 2.2.2
 */
export function quoted(text: string): string {
  if (/^[\w./:-]+$/.test(text)) return text;
  return `'${plainText(text, Number.POSITIVE_INFINITY).replaceAll("'", "'\\''")}'`;
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
