import { isAuthorizationEndpoint, issuerOfPage } from '../../keycloak/realm-address.ts';
import { isAllowedIssuer } from '../../protocol/issuer.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { type Landing, landByHops, outageOf } from '../op/landing.ts';

/**
 * Where a provider that knows nobody sends people by itself: to a provider of its own, where whoever is still in walks straight back in.
 * @param provider the address at which it is asked to sign somebody in.
 * @returns `none` where it asks people itself; null where it sends them somewhere that cannot be asked.
 */
export async function furtherProvider(provider: URL, ports: Ports): Promise<URL | 'none' | null> {
  const url = requestAt(provider, 'login', ports);
  const issuer = issuerOfPage(url);
  // Without cookies, so that no machine's own account is sent along, which would sign the person in.
  const first = await ask(url, null, ports, { credentials: 'omit' });
  if (first.kind === 'page' || first.kind === 'refused') return 'none';
  if (first.kind !== 'leads') return null;
  if (!issuer) return furtherOfOther(provider, new URL(first.to));
  if (!first.to.startsWith(`${issuer}/broker/`)) return first.to.startsWith(`${issuer}/`) ? 'none' : null;
  const landing = await ask(url, issuer, ports);
  return landing.kind === 'leads' ? signInAt(landing.to, issuer) : null;
}

/** One that is no Keycloak may have its sign-in app elsewhere, which is told by what it is asked. */
function furtherOfOther({ origin }: URL, to: URL): URL | 'none' | null {
  if (to.searchParams.has('SAMLRequest')) return null;
  return to.origin !== origin && to.searchParams.has('response_type') ? signInAt(to.href, origin) : 'none';
}

/**
 * The address at which a provider is asked to sign somebody in, where one is: another realm is asked at its own authorization endpoint
 * alone, as a hostile one may name any address.
 * @param own what the addresses of whoever leads there begin with.
 */
export function signInAt(to: string, own: string): URL | null {
  const url = new URL(to);
  const { href, origin, searchParams } = url;
  const isProviders = issuerOfPage(href) === null || isAuthorizationEndpoint(href);
  const isAsking = isAllowedIssuer(origin) && searchParams.has('redirect_uri');
  return isProviders && isAsking && !href.startsWith(`${own}/`) ? url : null;
}

/** The same request with another prompt; its `state` is nobody's, so whoever asks throws the answer away. */
export function requestAt(provider: URL, prompt: 'none' | 'login', ports: Pick<Ports, 'secret'>): string {
  const url = new URL(provider);
  url.searchParams.set('prompt', prompt);
  url.searchParams.set('state', ports.secret());
  return url.href;
}

/**
 * One request about an identity provider. One that cannot be asked now says nothing, and refuses nothing.
 * @param issuer whose own addresses are followed; null follows none, wherever they lead.
 */
export async function ask(
  url: string,
  issuer: string | null,
  ports: Ports,
  init: RequestInit = {},
): Promise<Landing> {
  const step = 'identity provider';
  const landing = await landByHops({ url, issuer, init, limitMs: LIMITS.request, step }, ports);
  return outageOf(landing, step) ? { kind: 'unreadable' } : landing;
}
