import type { Realm } from '../settings/schema.ts';
import {
  clientRepresentation,
  kcadmLine,
  type OwnAddresses,
  quoted,
  realmWord,
} from './client-representation.ts';
import type { Cause } from './diagnosis.ts';

/**
 * The command that puts a cause right, for a shell in which `kcadm.sh config credentials` has signed in.
 * @returns undefined where it is not put right in Keycloak.
 * @see Keycloak Server Administration Guide, "Admin CLI"
 */
export function fixLine(cause: Cause, realm: Realm, own: OwnAddresses): string | undefined {
  const wanted = clientRepresentation(realm.clientId, own);
  if (cause === 'client-unknown') return kcadmLine(wanted, realm.issuer);
  const name = realmWord(realm.issuer);
  if (cause === 'realm-disabled') return `kcadm.sh update realms/${name} -s enabled=true`;
  const id = `$(kcadm.sh get clients -r ${name} -q clientId=${quoted(realm.clientId)} --fields id --format csv --noquotes)`;
  const change = changeFor(cause, wanted);
  // Bare: within double quotes an interactive shell would still expand a `!` of the client's name. The id itself has no blanks.
  return change && `kcadm.sh update clients/${id} -r ${name} ${change}`;
}

function changeFor(cause: Cause, wanted: ReturnType<typeof clientRepresentation>): string | undefined {
  const list = (field: string, values: string[]) => `-s ${quoted(`${field}=${JSON.stringify(values)}`)}`;
  const attribute = (name: string, value = '') => `-s ${quoted(`attributes."${name}"=${value}`)}`;
  const changes: Partial<Record<Cause, string>> = {
    'client-disabled': '-s enabled=true',
    'client-confidential': '-s publicClient=true',
    'standard-flow-off': '-s standardFlowEnabled=true',
    'pkce-not-s256': attribute('pkce.code.challenge.method', 'S256'),
    'redirect-uri': list('redirectUris', wanted.redirectUris),
    'open-redirect': attribute('post.logout.redirect.uris', wanted.attributes['post.logout.redirect.uris']),
    'post-logout-uri': attribute('post.logout.redirect.uris', wanted.attributes['post.logout.redirect.uris']),
    'web-origin': list('webOrigins', wanted.webOrigins),
    'confirmation-on': attribute('logout.confirmation.enabled', 'false'),
    'consent-required': '-s consentRequired=false',
    'par-required': attribute('require.pushed.authorization.requests', 'false'),
    'dpop-required': attribute('dpop.bound.access.tokens', 'false'),
    'iss-left-out': attribute('exclude.issuer.from.auth.response', 'false'),
    'id-token-encrypted': attribute('id.token.encrypted.response.alg'),
    'account-audience': '-s fullScopeAllowed=true',
  };
  return changes[cause];
}
