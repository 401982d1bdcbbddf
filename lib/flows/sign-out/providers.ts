import type { ProviderResult } from '../../contract/status.ts';
import type { Provider } from '../../keycloak/account.ts';
import { issuerOfPage } from '../../keycloak/realm-address.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import type { Realm } from '../../settings/schema.ts';
import { fetchText, type HttpResponse } from '../kernel/http.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { askDiscovery } from '../op/discover.ts';

/**
 * Finds out whether the person is still signed in to the identity providers through which they come in to a realm: who
 * is walks straight back in at the next sign-in. Asked without signing anybody in, and only where the person has allowed the
 * hosts; elsewhere the answer is `unknown`.
 * @param providers the providers that the person's account is linked to.
 */
export function checkProviders(
  op: Discovery,
  realm: Realm,
  providers: Provider[],
  ports: Ports,
): Promise<ProviderResult[]> {
  return Promise.all(
    providers.map(async (provider) => {
      const found = await check(op, realm, provider, ports).catch(() => null);
      return { ...provider, ...(found ?? { state: 'unknown' as const }) };
    }),
  );
}

type Found = Pick<ProviderResult, 'state' | 'endPage'>;

async function check(op: Discovery, realm: Realm, provider: Provider, ports: Ports): Promise<Found | null> {
  const address = await findProvider(op, realm, provider, ports);
  if (!address) return null;
  const answer = new URL((await visit(silentRequest(address, ports), ports)).url).searchParams;
  if (answer.has('code')) return { state: 'open', ...(await endPageOf(address, ports)) };
  return answer.get('error') === 'login_required' ? { state: 'closed' } : null;
}

/**
 * The address at which a provider is asked to sign the person in. The realm passes `prompt=login` on, so the provider shows
 * its form, and nobody is signed in on the way.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_client_suggested_idp (`kc_idp_hint`)
 */
async function findProvider(
  op: Discovery,
  realm: Realm,
  { alias }: Provider,
  ports: Ports,
): Promise<URL | null> {
  const request = await ports.oidc.request(op, realm, {
    silent: false,
    nonce: ports.secret(),
    redirectUri: ports.addresses.redirectUri,
  });
  const url = new URL(request.url);
  url.searchParams.set('prompt', 'login');
  url.searchParams.set('kc_idp_hint', alias);
  const form = new URL((await visit(url.href, ports)).url);
  return form.searchParams.has('redirect_uri') && !form.href.startsWith(`${op.issuer}/`) ? form : null;
}

/** The same request without a form; its `state` is nobody's, so the realm throws the answer away. */
function silentRequest(provider: URL, ports: Ports): string {
  const url = new URL(provider);
  url.searchParams.set('prompt', 'none');
  url.searchParams.set('state', ports.secret());
  return url.href;
}

async function endPageOf(provider: URL, ports: Ports): Promise<Pick<ProviderResult, 'endPage'>> {
  const issuer = issuerOfPage(provider.href);
  const op = issuer ? await askDiscovery(issuer, ports).catch(() => null) : null;
  return op?.end_session_endpoint ? { endPage: op.end_session_endpoint } : {};
}

function visit(url: string, ports: Ports): Promise<HttpResponse> {
  return fetchText(
    url,
    { credentials: 'include' },
    { limitMs: LIMITS.request, step: 'identity provider' },
    ports,
  );
}
