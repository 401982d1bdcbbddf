import { generateKeyPairSync } from 'node:crypto';
import KcAdminClient from '@keycloak/keycloak-admin-client';
import { ALICE, signOutClient } from './addresses.ts';
import type { Op, RealmOptions, TestRealm } from './op.ts';
import { OTHER_APP, type OtherApp } from './other-app.ts';
import { createRealmKit, type RealmKit } from './realm-kit.ts';

/** Where a Keycloak answers, and its admin. */
export type KeycloakAddress = { url: string; username: string; password: string };

/** Runs questions with an admin token that lasts. */
export type AsAdmin = <T>(run: (admin: KcAdminClient) => Promise<T>) => Promise<T>;
type RealmRepresentation = NonNullable<Parameters<KcAdminClient['realms']['create']>[0]>;
type Component = NonNullable<RealmRepresentation['components']>[string];

/** A Keycloak that runs already, as the tests' OP. */
export async function connectKeycloak(address: KeycloakAddress): Promise<Op> {
  const asAdmin = adminOf(address);
  const kits = createRealmKit(Number(new URL(address.url).port));
  return {
    kind: 'keycloak',
    addRealm: async (name, options = {}) => {
      const kit = await kits.open(name, options.host, options.behind);
      await asAdmin((admin) => replaceRealm(admin, realmRepresentation(name, options, kit)));
      return testRealm(name, options, kit, asAdmin);
    },
    stop: kits.close,
  };
}

/** An admin token lives for a minute unless told otherwise, milliseconds: half of that is left to whoever begins with it. */
const ADMIN_MS = 30_000;

/** Asks a Keycloak as its admin, who signs in anew once the token is getting old: each sign-in costs the server a slow hash. */
export function adminOf({ url, username, password }: KeycloakAddress): AsAdmin {
  const signIn = async (): Promise<KcAdminClient> => {
    const admin = new KcAdminClient({ baseUrl: url, realmName: 'master' });
    await admin.auth({ username, password, grantType: 'password', clientId: 'admin-cli' });
    return admin;
  };
  let signedIn: { admin: Promise<KcAdminClient>; at: number } | undefined;
  return async (run) => {
    if (!signedIn || performance.now() - signedIn.at > ADMIN_MS)
      signedIn = { admin: signIn(), at: performance.now() };
    return run(await signedIn.admin);
  };
}

async function replaceRealm(
  admin: KcAdminClient,
  realm: RealmRepresentation & { realm: string },
): Promise<void> {
  if (await admin.realms.findOne({ realm: realm.realm })) await admin.realms.del({ realm: realm.realm });
  await admin.realms.create(realm);
}

async function testRealm(
  name: string,
  options: RealmOptions,
  kit: RealmKit,
  asAdmin: AsAdmin,
): Promise<TestRealm> {
  const id = await asAdmin(async (admin) => {
    const [alice] = await admin.users.find({ realm: name, username: ALICE.username });
    if (!alice?.id) throw new Error(`alice is missing in ${name}`);
    return alice.id;
  });
  const user = { realm: name, id };
  return {
    name,
    label: options.label ?? name,
    ...kit,
    liveSessions: () => asAdmin(async (admin) => (await admin.users.listSessions(user)).length),
    endSessionsAsAdmin: () => asAdmin((admin) => admin.users.logout(user)),
  };
}

/**
 * A realm with the user alice and the extension's client.
 * @param kit the ordinary app beside it; none where not given.
 */
export function realmRepresentation(
  name: string,
  options: RealmOptions,
  { otherApp }: Partial<RealmKit> = {},
) {
  return {
    realm: name,
    displayName: options.label ?? name,
    enabled: true,
    users: [
      {
        username: ALICE.username,
        enabled: true,
        firstName: 'Alice',
        lastName: 'Example',
        email: 'alice@example.org',
        emailVerified: true,
        credentials: [{ type: 'password', value: ALICE.password, temporary: false }],
        // A user made with the realm gets no roles by itself.
        realmRoles: [`default-roles-${name}`],
      },
    ],
    clients: [
      ...(options.bare ? [] : [ownClient(options)]),
      ...(otherApp ? [otherClient(options, otherApp)] : []),
      ...(options.lacksConsole ? [accountClient(name)] : []),
    ],
    // A cheap hash keeps the logins out of the way of what is tested and measured.
    passwordPolicy: 'hashAlgorithm(pbkdf2-sha512) and hashIterations(1)',
    components: { 'org.keycloak.keys.KeyProvider': keyProviders() },
  } satisfies RealmRepresentation;
}

/** All realms share a key that is made here, once: Keycloak would take a second for those of each. */
function keyProviders(): Component {
  const provider = (providerId: string, config = {}) => ({ name: providerId, providerId, config });
  privateKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const hmac = provider('hmac-generated', { algorithm: ['HS512'] });
  const all = [provider('rsa', { privateKey: [privateKey] }), hmac, provider('aes-generated')];
  // The library's type knows one component of a kind, Keycloak a list.
  return all as object;
}

let privateKey: string | undefined;

function ownClient(options: RealmOptions) {
  const { postLogoutRedirectUris, attributes, ...client } = signOutClient(options.client);
  return {
    ...client,
    publicClient: true,
    standardFlowEnabled: true,
    attributes: {
      'pkce.code.challenge.method': 'S256',
      'post.logout.redirect.uris': postLogoutRedirectUris.join('##') || '-',
      ...attributes,
    },
  };
}

/** A realm that is imported with this one gets none for its account console. */
function accountClient(realm: string) {
  return {
    clientId: 'account',
    baseUrl: `/realms/${realm}/account/`,
    redirectUris: [`/realms/${realm}/account/*`],
    publicClient: true,
    standardFlowEnabled: true,
  };
}

function otherClient(options: RealmOptions, app: OtherApp) {
  return {
    clientId: OTHER_APP,
    publicClient: true,
    standardFlowEnabled: true,
    redirectUris: [app.callbackUrl],
    ...(options.frontChannel && {
      frontchannelLogout: true,
      attributes: {
        'frontchannel.logout.url': app.frontChannelUrl,
        'frontchannel.logout.session.required': 'true',
      },
    }),
  };
}
