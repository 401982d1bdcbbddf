import type { Provider } from '../../keycloak/account.ts';
import { readEndPage } from '../../keycloak/end-page.ts';
import { issuerOfPage } from '../../keycloak/realm-address.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { backAddress, endSessionUrl } from '../../protocol/end-session.ts';
import type { ProviderVerdict } from '../../verdict/beside.ts';
import type { FactOf } from '../../verdict/facts.ts';
import { deedsOf, factsOf, sidsOf } from '../../verdict/reading.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { LEFT } from '../kernel/records.ts';
import { askDiscovery } from '../op/discover.ts';
import type { OpHandle } from '../op/handle.ts';
import { isAt, type Landing, landByHops } from '../op/landing.ts';
import type { RealmSignOut } from './act.ts';

/**
 * What the addresses of the identity providers begin with that a session names, as far as the person has allowed their hosts: a realm
 * passes its sign-out on to them. Of a Keycloak it is that realm alone, as others share its origin.
 */
export async function addressesOfProviders(
  op: OpHandle,
  providers: readonly Provider[],
  ports: Ports,
): Promise<string[]> {
  const beginnings: string[] = [];
  for (const provider of providers) {
    const address = await findAllowed(op, provider, ports);
    if (address) beginnings.push(`${issuerOfPage(address.href) ?? address.origin}/`);
  }
  return beginnings;
}

/** A provider that the realm's last sign-out left, and that may be asked now, is asked again: no session names it any more. */
export async function noteLeft(act: RealmSignOut, { session }: Pick<Ports, 'session'>): Promise<void> {
  if (factsOf(act.facts, 'provider').length > 0) return;
  const key = LEFT + act.realm.id;
  const left = ((await session.get([key]))[key] as ProviderVerdict[] | undefined) ?? [];
  for (const provider of left)
    if (provider.origin ?? provider.endPage) act.add({ f: 'provider', ...provider });
}

/**
 * Finds out whether the person is still signed in to the identity providers through which they come in to a realm: who is walks
 * straight back in at the next sign-in. Asked without signing anybody in, and only where the person has allowed the hosts;
 * elsewhere the answer is `unknown`. A host that the OP led to and that was left out is named as well.
 */
export async function checkProviders(op: OpHandle, act: RealmSignOut, ports: Ports): Promise<void> {
  const named = factsOf(act.facts, 'details').flatMap(({ providers }) => providers);
  const before = factsOf(act.facts, 'provider').filter(({ origin, endPage }) => origin ?? endPage);
  const each = new Map(
    [...named, ...before].map(({ alias, name }): [string, Provider] => [alias, { alias, name }]),
  );
  const passedOn = sidsOf(act.facts).length === 0 ? await providerPassedOnTo(op, ports) : null;
  if (passedOn) each.set(passedOn.alias, passedOn);
  const leftOut = new Set(deedsOf(act.facts).flatMap((deed) => deed.leftOut ?? []));
  for (const provider of each.values()) {
    const at = ports.moments.next();
    const address = await findProvider(op, provider, ports);
    if (address) leftOut.delete(address.host);
    const checked = await check(address, ports);
    // The host may be another one of a provider that is open, which is named already.
    if (checked.is !== 'out') leftOut.clear();
    act.add({ f: 'provider', at, ...provider, ...checked });
  }
  // Not every provider is told of: one may be hidden from the person's account.
  for (const host of leftOut) act.add({ f: 'provider', alias: host, name: host, is: 'unknown' });
}

/**
 * The identity provider to which a realm passes `prompt=none` on where it knows nobody itself: whoever is still in there is signed
 * in again by the next app, unasked. The answer is read and not followed, so nobody is signed in by asking.
 * @see Keycloak Server Administration Guide, "Accepts prompt=none forward from client"
 */
async function providerPassedOnTo(op: OpHandle, ports: Ports): Promise<Provider | null> {
  if (!(await ports.access.hasHost(op.metadata.authorization_endpoint))) return null;
  const { redirectUri } = op.clients[0];
  const options = { silent: true, nonce: ports.secret(), redirectUri };
  const { url } = await ports.oidc.request(op.metadata, op.realm, options);
  const landing = await visitOnly(url, ports);
  const { issuer } = op.metadata;
  const path = landing.kind === 'leads' && landing.to.startsWith(`${issuer}/broker/`) ? landing.to : null;
  const alias = path?.slice(`${issuer}/broker/`.length).split('/')[0];
  return alias ? { alias, name: alias } : null;
}

type Checked = Pick<FactOf<'provider'>, 'is' | 'endPage' | 'origin'>;

async function check(address: URL | null, ports: Ports): Promise<Checked> {
  if (!address) return { is: 'unknown' };
  if (!(await ports.access.hasHost(address.origin))) return { is: 'unknown', origin: address.origin };
  const landing = await visitOnly(silentRequest(address, ports), ports);
  const answer = landing.kind === 'leads' ? new URL(landing.to).searchParams : null;
  const isIn = answer?.has('code') ?? false;
  if (!isIn && answer?.get('error') !== 'login_required') return { is: 'unknown' };
  const realm = await realmOf(address, ports);
  const endPage = realm?.end_session_endpoint && { endPage: realm.end_session_endpoint };
  if (isIn) return { is: 'in', ...endPage };
  const is = realm ? await whoIsIn(realm, ports) : 'out';
  return { is, ...(is === 'in' && endPage) };
}

/** A provider that is a Keycloak has more to tell than another. */
async function realmOf(provider: URL, ports: Ports): Promise<Discovery | null> {
  const issuer = issuerOfPage(provider.href);
  return issuer ? askDiscovery(issuer, ports).catch(() => null) : null;
}

/**
 * What a Keycloak's own question says, whatever `login_required` does: a flow may lack the step that reads the cookie. It is asked
 * through the client that every realm has: without one the question is shown to nobody as well.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service (`account-console`)
 */
async function whoIsIn(
  { issuer, end_session_endpoint: endpoint }: Discovery,
  ports: Ports,
): Promise<'in' | 'out' | 'unknown'> {
  if (!endpoint) return 'unknown';
  const redirect = { uri: `${issuer}/account/full-signout`, state: ports.secret() };
  const landing = await visitOnly(endSessionUrl(endpoint, { clientId: 'account-console', redirect }), ports);
  if (isAt(landing, redirect.uri, redirect.state)) return 'out';
  // Keycloak 18 refuses every question without a hint, and some realms have no such client: then there is nothing more to ask.
  if (landing.kind === 'refused') return 'out';
  if (landing.kind !== 'page') return 'unknown';
  const contents = await ports.pages.read(landing.html).catch(() => null);
  const context = { address: landing.address, issuer, back: backAddress(redirect.uri, redirect.state) };
  const kind = contents && readEndPage(contents, context).kind;
  if (kind === 'finished') return 'out';
  return kind === 'question' ? 'in' : 'unknown';
}

/**
 * The address of `findProvider`, where the person has allowed its host. To be asked for one provider after the other: each begins a
 * sign-in, and Keycloak keeps one per browser in a cookie.
 */
async function findAllowed(op: OpHandle, provider: Provider, ports: Ports): Promise<URL | null> {
  const address = await findProvider(op, provider, ports);
  return address && (await ports.access.hasHost(address.origin)) ? address : null;
}

/**
 * The address at which a provider is asked to sign the person in: it is read, not requested. The realm passes `prompt=login` on, so
 * nobody is signed in on the way.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_client_suggested_idp (`kc_idp_hint`)
 */
async function findProvider(op: OpHandle, { alias }: Provider, ports: Ports): Promise<URL | null> {
  if (!(await ports.access.hasHost(op.metadata.authorization_endpoint))) return null;
  const { redirectUri } = op.clients[0];
  const request = await ports.oidc.request(op.metadata, op.realm, {
    silent: false,
    nonce: ports.secret(),
    redirectUri,
  });
  const url = new URL(request.url);
  url.searchParams.set('prompt', 'login');
  url.searchParams.set('kc_idp_hint', alias);
  const first = await visit(url.href, op, ports);
  // A sign-in page that an app's tab loads at this moment takes the realm's cookie for sign-ins away: once more.
  const isLost = first.kind === 'page' || first.kind === 'refused';
  const landing = isLost ? await visit(url.href, op, ports) : first;
  if (landing.kind !== 'leads') return null;
  const form = new URL(landing.to);
  return isSignIn(form) && !form.href.startsWith(`${op.metadata.issuer}/`) ? form : null;
}

/** Another realm is asked at its own authorization endpoint alone: a hostile one may name any address. */
function isSignIn({ href, origin, pathname, searchParams }: URL): boolean {
  const issuer = issuerOfPage(href);
  const isOwn = issuer === null || `${origin}${pathname}` === `${issuer}/protocol/openid-connect/auth`;
  return isOwn && searchParams.has('redirect_uri');
}

/** The same request without a form; its `state` is nobody's, so the realm throws the answer away. */
function silentRequest(provider: URL, ports: Ports): string {
  const url = new URL(provider);
  url.searchParams.set('prompt', 'none');
  url.searchParams.set('state', ports.secret());
  return url.href;
}

function visit(url: string, { metadata }: OpHandle, ports: Ports): Promise<Landing> {
  const { issuer } = metadata;
  return landByHops({ url, issuer, limitMs: LIMITS.request, step: 'identity provider' }, ports);
}

/** One request whose answer is read and not followed, wherever it leads. */
function visitOnly(url: string, ports: Ports): Promise<Landing> {
  const limit = { limitMs: LIMITS.request, step: 'identity provider' };
  return landByHops({ url, issuer: null, ...limit }, ports);
}
