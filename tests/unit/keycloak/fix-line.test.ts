import { describe, expect, it } from 'vitest';
import { clientRepresentation } from '../../../lib/keycloak/client-representation.ts';
import { CAUSES, type Cause, OF_REGISTERED } from '../../../lib/keycloak/diagnosis.ts';
import { fixLine } from '../../../lib/keycloak/fix-line.ts';
import { REALM_SETTINGS } from '../../../lib/keycloak/realm-setting.ts';
import { realmNamed } from '../fake-op.ts';

const ADDRESSES = {
  redirectUris: ['https://id.test/in'],
  postLogoutUris: ['https://id.test/out'],
  webOrigin: 'chrome-extension://id',
};
const WANTED = clientRepresentation('full-signout', ADDRESSES);
const STAFF = realmNamed('staff');
const POST_LOGOUT = 'post.logout.redirect.uris';

const lineFor = (cause: Cause, realm = STAFF) => fixLine(cause, realm, ADDRESSES);
/** What a line sets: the member of the client, and its value. */
const setBy = (line = '') => {
  const [, word = ''] = /^kcadm\.sh update .* -r staff -s (.*)$/.exec(line) ?? [];
  const [, member, value = ''] = /^'?(.+?)=(.*?)'?$/.exec(word) ?? [];
  return [member, value];
};

describe('the line for kcadm', () => {
  it.each<[Cause, string, string | undefined]>([
    ['client-disabled', 'enabled', 'true'],
    ['client-confidential', 'publicClient', 'true'],
    ['standard-flow-off', 'standardFlowEnabled', 'true'],
    ['pkce-not-s256', 'attributes."pkce.code.challenge.method"', 'S256'],
    ['redirect-uri', 'redirectUris', JSON.stringify(WANTED.redirectUris)],
    ['post-logout-uri', `attributes."${POST_LOGOUT}"`, WANTED.attributes[POST_LOGOUT]],
    ['open-redirect', `attributes."${POST_LOGOUT}"`, WANTED.attributes[POST_LOGOUT]],
    ['web-origin', 'webOrigins', JSON.stringify(WANTED.webOrigins)],
    ['confirmation-on', 'attributes."logout.confirmation.enabled"', 'false'],
    ['consent-required', 'consentRequired', 'false'],
    ['par-required', 'attributes."require.pushed.authorization.requests"', 'false'],
    ['dpop-required', 'attributes."dpop.bound.access.tokens"', 'false'],
    ['iss-left-out', 'attributes."exclude.issuer.from.auth.response"', 'false'],
    ['id-token-encrypted', 'attributes."id.token.encrypted.response.alg"', ''],
    ['account-audience', 'fullScopeAllowed', 'true'],
  ])('that puts %s right sets the client’s %s', (cause, member, value) => {
    expect(setBy(lineFor(cause))).toEqual([member, value]);
  });

  it('that puts a client in the realm’s place creates it as a whole', () => {
    expect(lineFor('client-unknown')).toBe(`kcadm.sh create clients -r staff -b '${JSON.stringify(WANTED)}'`);
  });

  it('that enables a realm names the realm, and no client', () => {
    expect(lineFor('realm-disabled')).toBe('kcadm.sh update realms/staff -s enabled=true');
  });

  it('has nothing within double quotes, where a shell would expand a part of a name', () => {
    expect(lineFor('client-disabled', { ...STAFF, clientId: 'a!!$(b)' })).toBe(
      "kcadm.sh update clients/$(kcadm.sh get clients -r staff -q clientId='a!!$(b)' --fields id --format csv --noquotes) -r staff -s enabled=true",
    );
  });

  it('names the realm in quotes where its name is no word', () => {
    const realm = { ...STAFF, issuer: 'https://sso.test/realms/our%20staff' };
    const named = "-r 'our staff' -q clientId=full-signout";
    expect(lineFor('consent-required', realm)).toContain(named);
    expect(lineFor('realm-disabled', realm)).toContain("realms/'our staff' ");
  });

  it('is there for what Keycloak can be told of the realm and its client, and for nothing else', () => {
    const told = [...CAUSES, ...OF_REGISTERED].filter((cause) => lineFor(cause));
    expect(new Set(told)).toEqual(new Set(['realm-disabled', ...OF_REGISTERED, ...REALM_SETTINGS]));
  });
});
