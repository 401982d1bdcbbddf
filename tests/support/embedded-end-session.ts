import type { KoaContextWithOIDC } from 'oidc-provider';
import type { EmbeddedStore } from './embedded-store.ts';

type Hint = { payload: { aud: string; sid?: string } };

/**
 * Ends the session and redirects at once where the hint names the browser's own session, or where the browser has
 * none, as Keycloak does, for whom nobody is then left to be asked. The library alone always shows a page, which needs a
 * click or a script. In every other case its confirmation page stands.
 */
export function endSessionByHint(store: EmbeddedStore) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> => {
    await next();
    // Only the library's own checks lead to a page with status 200: hint, client and address are valid then.
    if (ctx.oidc?.route !== 'end_session' || ctx.status !== 200) return;
    const { session, params, entities } = ctx.oidc;
    const hint = (entities.IdTokenHint as Hint | undefined)?.payload;
    if (!hint?.sid && (session?.accountId || !params?.post_logout_redirect_uri)) return;
    if (hint?.sid && session?.accountId && session.sidFor(hint.aud) !== hint.sid) return;
    if (hint?.sid) store.endSessionOf(hint.aud, hint.sid);
    const target = new URL(
      String(params?.post_logout_redirect_uri ?? ctx.oidc.urlFor('end_session_success')),
    );
    if (params?.state) target.searchParams.set('state', String(params.state));
    ctx.redirect(target.href);
  };
}
