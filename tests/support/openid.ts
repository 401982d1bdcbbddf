import * as oidc from 'openid-client';

/** Asks for a realm's discovery document when it is first wanted, over plain http too. */
export function configOf(issuer: string, clientId: string): () => Promise<oidc.Configuration> {
  let found: Promise<oidc.Configuration> | undefined;
  return () => {
    found ??= oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
      execute: [oidc.allowInsecureRequests],
    });
    return found;
  };
}

/** Whether a refresh token still works. @throws {Error} for any other answer than that it does not. */
export async function refreshes(config: oidc.Configuration, token: string): Promise<boolean> {
  try {
    await oidc.refreshTokenGrant(config, token);
    return true;
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return false;
    throw error;
  }
}
