import { ACCOUNT_CLIENT_ID } from '../../../lib/keycloak/built-in-client.ts';
import type { Cause } from '../../../lib/keycloak/diagnosis.ts';
import { connectUpstream, UPSTREAM } from '../apps/upstream.ts';
import { ignoreCookie, redirectToUpstream } from '../truth/admin.ts';
import { openDirectory, PEOPLE } from './directory.ts';
import { BOTH, type Made, type Making, type SetupCase } from './setup.ts';

type Client = Record<string, unknown> & { attributes?: Record<string, string> };
type Make = SetupCase['make'];

/** Ways to get the client wrong, each as an admin would; the last are ones that the built-in client has too. */
export const CLIENTS: SetupCase[] = [
  ...Object.entries({
    'client-confidential': { publicClient: false, secret: 'only-for-tests' },
    'pkce-not-s256': { attributes: { 'pkce.code.challenge.method': 'plain' } },
    'redirect-uri': { redirectUris: ['https://elsewhere.example/*'] },
    'post-logout-uri': { attributes: { 'post.logout.redirect.uris': '-' } },
    'web-origin': { webOrigins: [] },
    'confirmation-on': { attributes: { 'logout.confirmation.enabled': 'true' } },
  } satisfies Partial<Record<Cause, Client>>).map(([cause, different]) => ({
    ...of(cause as Cause, changed(different)),
    kinds: ['registered'] as const,
  })),
  { ...of('client-unknown', changed(null)), kinds: ['registered'] },
  { ...met('account-audience', changed({ fullScopeAllowed: false })), kinds: ['registered'] },
  of('client-disabled', changed({ enabled: false })),
  of('standard-flow-off', changed({ standardFlowEnabled: false })),
  of('par-required', attribute('require.pushed.authorization.requests')),
  of('dpop-required', attribute('dpop.bound.access.tokens')),
  of('iss-left-out', attribute('exclude.issuer.from.auth.response')),
  met('consent-required', changed({ consentRequired: true })),
  met('id-token-encrypted', attribute('id.token.encrypted.response.alg', 'RSA-OAEP')),
  met('offline-default', offlineByDefault),
  { ...met('sign-in-wanted', secondFactor), name: 'sign-in-wanted by a second factor' },
  { ...met('sign-in-wanted', flowWithoutCookie), name: 'sign-in-wanted by a flow' },
];

/** Ways to get a realm wrong, or the people in it. */
export const REALMS: SetupCase[] = [
  { ...of('realm-missing', async ({ realm }) => ({ issuer: `${realm.issuer}-misspelt` })) },
  { ...of('realm-missing', renamed), name: 'realm-missing by a new name' },
  of('realm-disabled', ({ asAdmin, realm: { name } }) =>
    asAdmin((admin) => admin.realms.update({ realm: name }, { enabled: false })),
  ),
  of('prompt-none-forwarded', passedOn),
  {
    ...met('consent-required', afterMeeting({ requiredActions: ['UPDATE_PASSWORD'] })),
    name: 'consent-required by an action',
  },
  met('account-disabled', afterMeeting({ enabled: false })),
  { ...met('account-disabled', directoryDown), name: 'account-disabled by its directory' },
  {
    ...of('built-in-client', (making) => changeClient(making, { clientId: 'renamed' }, ACCOUNT_CLIENT_ID)),
    // Keycloak lets nobody delete that one.
    options: { bare: true, lacksConsole: true },
  },
];

/** Realms in which nothing is wrong, which a test is not to accuse of anything. */
export const WELL: SetupCase[] = [
  { name: 'well', cause: null, kinds: BOTH, make: async () => undefined },
  {
    name: 'lightweight tokens',
    cause: null,
    kinds: BOTH,
    meets: true,
    make: attribute('client.use.lightweight.access.token.enabled'),
  },
  { name: 'another key', cause: null, kinds: BOTH, meets: true, make: anotherKey },
];

function of(cause: Cause, make: Make): SetupCase {
  return { name: cause, cause, kinds: BOTH, make };
}

/** What a person's browser has to meet. */
function met(cause: Cause, make: Make): SetupCase {
  return { ...of(cause, make), meets: true };
}

function changed(different: Client | null): Make {
  return (making) => changeClient(making, different);
}

function attribute(name: string, value = 'true'): Make {
  return changed({ attributes: { [name]: value } });
}

/** @param different null deletes the client. */
function changeClient(
  { asAdmin, realm: { name: realm }, clientId }: Making,
  different: Client | null,
  which = clientId,
): Promise<void> {
  return asAdmin(async ({ clients }) => {
    const [client] = await clients.find({ realm, clientId: which });
    const at = { realm, id: client?.id ?? '' };
    if (!different) return clients.del(at);
    const attributes = { ...client?.attributes, ...different.attributes };
    await clients.update(at, { ...client, ...different, attributes });
  });
}

function offlineByDefault({ asAdmin, realm: { name: realm }, clientId }: Making): Promise<void> {
  return asAdmin(async ({ clients, clientScopes }) => {
    const scope = await clientScopes.findOneByName({ realm, name: 'offline_access' });
    const [client] = await clients.find({ realm, clientId });
    const at = { realm, id: client?.id ?? '', clientScopeId: scope?.id ?? '' };
    await clients.delOptionalClientScope(at);
    await clients.addDefaultClientScope(at);
  });
}

function secondFactor(making: Making): Promise<void> {
  return changeClient(making, { attributes: { 'default.acr.values': '2', 'acr.loa.map': '{"2":2}' } });
}

function flowWithoutCookie({ asAdmin, realm, clientId }: Making): Promise<void> {
  return ignoreCookie({ asAdmin }, realm, clientId);
}

async function renamed({ asAdmin, realm: { name } }: Making): Promise<void> {
  await asAdmin((admin) => admin.realms.update({ realm: name }, { realm: `${name}-by-now` }));
}

/** Strangers are sent to a provider at once, silent requests too. */
async function passedOn({ op, asAdmin, realm }: Making): Promise<void> {
  const upstream = await op.addRealm(`${realm.name}-upstream`);
  await connectUpstream(asAdmin, realm, upstream, { acceptsPromptNoneForwardFromClient: 'true' }, UPSTREAM);
  await redirectToUpstream({ asAdmin }, realm);
}

function afterMeeting(different: Record<string, unknown>): Make {
  return async ({ asAdmin, realm: { name: realm } }) => ({
    afterwards: () =>
      asAdmin(async ({ users }) => {
        const [alice] = await users.find({ realm, username: 'alice' });
        await users.update({ realm, id: alice?.id ?? '' }, { ...alice, ...different });
      }),
  });
}

/** Alice is in a directory, which goes down. */
async function directoryDown({ asAdmin, realm: { name: realm } }: Making): Promise<Made> {
  const directory = await openDirectory();
  const config = {
    vendor: ['other'],
    connectionUrl: [`ldap://127.0.0.1:${directory.port}`],
    usersDn: [PEOPLE],
    authType: ['none'],
    usernameLDAPAttribute: ['uid'],
    rdnLDAPAttribute: ['uid'],
    uuidLDAPAttribute: ['entryUUID'],
    userObjectClasses: ['inetOrgPerson'],
    editMode: ['READ_ONLY'],
    importEnabled: ['true'],
    cachePolicy: ['NO_CACHE'],
    connectionTimeout: ['1000'],
  };
  await asAdmin(async ({ users, components }) => {
    const [alice] = await users.find({ realm, username: 'alice' });
    await users.del({ realm, id: alice?.id ?? '' });
    const providerType = 'org.keycloak.storage.UserStorageProvider';
    await components.create({ realm, name: 'directory', providerId: 'ldap', providerType, config });
  });
  return { afterwards: directory.goDown, close: directory.close };
}

/** The realm signs with another key than when alice came in, and knows the first no more. */
async function anotherKey({ asAdmin, realm: { name: realm } }: Making): Promise<Made> {
  const type = 'org.keycloak.keys.KeyProvider';
  return {
    afterwards: () =>
      asAdmin(async ({ components }) => {
        const before = await components.find({ realm, type });
        const config = { priority: ['200'] };
        await components.create({
          realm,
          name: 'new',
          providerId: 'rsa-generated',
          providerType: type,
          config,
        });
        for (const { id = '', providerId } of before)
          if (providerId === 'rsa') await components.del({ realm, id });
      }),
  };
}
