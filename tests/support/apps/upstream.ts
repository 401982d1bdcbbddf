import type { AsAdmin } from '../keycloak.ts';
import type { TestRealm } from '../op.ts';

/** The alias of the identity provider through which a realm's people may come in. */
export const UPSTREAM = 'upstream';

/** The same, to which no sign-out is passed on: whoever comes back by it walks in by itself. */
export const QUIET_UPSTREAM = 'quiet';

/** An address at which nobody listens. */
export const NOBODY = 'http://127.0.0.1:9/logout';

/** Where a realm, as a provider, is asked to end its session. */
export function endSessionOf({ issuer }: TestRealm): string {
  return `${issuer}/protocol/openid-connect/logout`;
}

/**
 * Makes one realm the identity provider of another, and links alice here with alice there.
 * @param config what the provider's settings are to have beside the usual: without a `logoutUrl` no sign-out is passed on.
 * @param alias what the provider is called in the realm.
 */
export function connectUpstream(
  asAdmin: AsAdmin,
  realm: TestRealm,
  upstream: TestRealm,
  config: Record<string, string>,
  alias = UPSTREAM,
): Promise<void> {
  const client = brokerClient(realm.issuer, alias);
  return asAdmin(async (admin) => {
    await admin.clients.create({ realm: upstream.name, ...client });
    await admin.identityProviders.create({
      realm: realm.name,
      alias,
      ...provider(upstream.issuer, { clientId: client.clientId, ...config }),
    });
    const [here] = await admin.users.find({ realm: realm.name, username: 'alice' });
    const [there] = await admin.users.find({ realm: upstream.name, username: 'alice' });
    await admin.users.addToFederatedIdentity({
      realm: realm.name,
      id: here?.id ?? '',
      federatedIdentityId: alias,
      federatedIdentity: { identityProvider: alias, userId: there?.id ?? '', userName: 'alice' },
    });
  });
}

function brokerClient(issuer: string, alias: string) {
  const endpoint = `${issuer}/broker/${alias}/endpoint`;
  return {
    clientId: alias === UPSTREAM ? 'partner-realm' : `${alias}-realm`,
    secret: 'only-for-tests',
    publicClient: false,
    standardFlowEnabled: true,
    redirectUris: [endpoint],
    attributes: { 'post.logout.redirect.uris': `${endpoint}/logout_response` },
  };
}

function provider(issuer: string, config: Record<string, string>) {
  const at = (name: string) => `${issuer}/protocol/openid-connect/${name}`;
  return {
    displayName: 'Head office',
    providerId: 'keycloak-oidc',
    enabled: true,
    trustEmail: true,
    config: {
      clientSecret: 'only-for-tests',
      clientAuthMethod: 'client_secret_post',
      issuer,
      authorizationUrl: at('auth'),
      tokenUrl: at('token'),
      userInfoUrl: at('userinfo'),
      jwksUrl: at('certs'),
      useJwksUrl: 'true',
      validateSignature: 'true',
      defaultScope: 'openid',
      syncMode: 'IMPORT',
      ...config,
    },
  };
}
