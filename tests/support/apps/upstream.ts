import type { AsAdmin } from '../keycloak.ts';
import type { TestRealm } from '../op.ts';

/** The alias of the identity provider through which a realm's people may come in. */
export const UPSTREAM = 'upstream';

/** An address at which nobody listens. */
export const NOBODY = 'http://127.0.0.1:9/logout';

/** Where a realm, as a provider, is asked to end its session. */
export function endSessionOf({ issuer }: TestRealm): string {
  return `${issuer}/protocol/openid-connect/logout`;
}

/**
 * Makes one realm the identity provider of another, and links alice here with alice there.
 * @param config what the provider's settings are to have beside the usual: without a `logoutUrl` no sign-out is passed on.
 */
export function connectUpstream(
  asAdmin: AsAdmin,
  realm: TestRealm,
  upstream: TestRealm,
  config: Record<string, string>,
): Promise<void> {
  return asAdmin(async (admin) => {
    await admin.clients.create({ realm: upstream.name, ...brokerClient(realm.issuer) });
    await admin.identityProviders.create({ realm: realm.name, ...provider(upstream.issuer, config) });
    const [here] = await admin.users.find({ realm: realm.name, username: 'alice' });
    const [there] = await admin.users.find({ realm: upstream.name, username: 'alice' });
    await admin.users.addToFederatedIdentity({
      realm: realm.name,
      id: here?.id ?? '',
      federatedIdentityId: UPSTREAM,
      federatedIdentity: { identityProvider: UPSTREAM, userId: there?.id ?? '', userName: 'alice' },
    });
  });
}

function brokerClient(issuer: string) {
  const endpoint = `${issuer}/broker/${UPSTREAM}/endpoint`;
  return {
    clientId: 'partner-realm',
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
    alias: UPSTREAM,
    displayName: 'Head office',
    providerId: 'keycloak-oidc',
    enabled: true,
    trustEmail: true,
    config: {
      clientId: 'partner-realm',
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
