import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

/**
 * What an OP may do by RP-Initiated Logout 1.0, Discovery 1.0 and RFC 9207, and Keycloak does not. Beside these a realm may always ask
 * (`asks`) or leave its name out of its answers (`names`).
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html sections 2 and 3
 */
export type Variant =
  | 'no state'
  | 'another state'
  | 'more parameters'
  | 'no way back'
  | 'final slash'
  | 'no userinfo'
  | 'tokens elsewhere'
  | 'sign-out elsewhere';

type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<unknown>) => Promise<void>;

/** What the library itself is told of a variant. */
export function featuresOf(variant: Variant | undefined): Configuration['features'] {
  return variant === 'no userinfo' ? { userinfo: { enabled: false } } : {};
}

/** The issuer as the OP spells it. */
export function spelt(issuer: string, variant: Variant | undefined): string {
  return variant === 'final slash' ? `${issuer}/` : issuer;
}

/** Changes what the OP answers in the end. It has to come before all else that does. */
export function vary(variant: Variant | undefined): Middleware {
  return async (ctx, next) => {
    await next();
    const route = ctx.oidc?.route ?? '';
    if (route === 'discovery') ctx.body = discovered(ctx.body as Document, variant);
    const back = URL.parse(ctx.response.get('location'));
    if (!route.startsWith('end_session') || !back) return;
    if (variant === 'no way back') {
      ctx.remove('location');
      ctx.status = 200;
      ctx.type = 'html';
      ctx.body = '<!doctype html><title>Signed out</title><p>You are logged out</p>';
    } else ctx.set('location', changed(back, variant).href);
  };
}

type Document = Record<string, unknown>;

function changed(back: URL, variant: Variant | undefined): URL {
  if (variant === 'no state') back.searchParams.delete('state');
  if (variant === 'another state') back.searchParams.set('state', 'another');
  if (variant === 'more parameters') back.search += '&ui_locales=de&session_state=none';
  return back;
}

/** The endpoints by which each variant names another host: the same server under its other name. */
const ELSEWHERE: Partial<Record<Variant, string[]>> = {
  'tokens elsewhere': ['token_endpoint', 'userinfo_endpoint', 'jwks_uri'],
  'sign-out elsewhere': ['end_session_endpoint'],
};

function discovered(document: Document, variant: Variant | undefined): Document {
  const moved = (variant && ELSEWHERE[variant]) ?? [];
  const named = moved.map((name) => [name, String(document[name]).replace('//127.0.0.1:', '//localhost:')]);
  return { ...document, ...Object.fromEntries(named) };
}
