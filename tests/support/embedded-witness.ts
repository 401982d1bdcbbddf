import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Secret } from './op.ts';

/** What of a request, of a token response, and of the address that an answer leads to, only the client and the OP are to know. */
const OF_REQUESTS = ['state', 'code', 'code_verifier', 'id_token_hint', 'refresh_token', 'token'];
const OF_TOKENS = ['access_token', 'id_token', 'refresh_token'];
const OF_ANSWERS = ['code', 'state'];

/** Tells of all that is secret between a client and the OP, as it comes by. */
export function watchSecrets(tell: (secret: Secret) => void) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> => {
    await next();
    const { params = {}, client, entities, route } = ctx.oidc ?? {};
    const hint = entities?.IdTokenHint as { payload: { aud: string } } | undefined;
    const clientId = client?.clientId ?? String(params.client_id ?? hint?.payload.aud ?? '');
    const tokens = route === 'token' ? Object(ctx.body) : {};
    const answer = URL.parse(ctx.response.get('location'))?.searchParams;
    const seen = [
      ...OF_REQUESTS.map((kind) => [kind, params[kind]] as const),
      ...OF_TOKENS.map((kind) => [kind, tokens[kind]] as const),
      ...OF_ANSWERS.map((kind) => [kind, answer?.get(kind)] as const),
    ];
    for (const [kind, value] of seen) if (typeof value === 'string' && value) tell({ kind, value, clientId });
  };
}
