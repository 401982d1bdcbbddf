import type { Provider } from '../../keycloak/account.ts';
import { brokerIn, isBackAt, readAppSignIn } from '../../keycloak/app-sign-in.ts';
import { BUILT_IN_CLIENT_ID, builtInAddress } from '../../keycloak/built-in-client.ts';
import { readEndPage } from '../../keycloak/end-page.ts';
import { issuerOfPage } from '../../keycloak/realm-address.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { isDoubled } from '../../protocol/doubled.ts';
import { backAddress, endSessionUrl } from '../../protocol/end-session.ts';
import type { FactOf } from '../../verdict/facts.ts';
import { deedsOf, factsOf, lastWho, sidsOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { isSeen, noteSeenApp } from '../kernel/seen-apps.ts';
import { tryDiscovery } from '../op/discover.ts';
import type { OpHandle } from '../op/handle.ts';
import { isAt } from '../op/landing.ts';
import type { RealmSignOut } from './act.ts';
import { ask, furtherProvider, requestAt, signInAt } from './further-provider.ts';

/**
 * What the addresses of the identity providers begin with that a session names, as far as the person has allowed their hosts: a realm
 * passes its sign-out on to them. Of a Keycloak it is that realm alone, as others share its origin.
 * @param together issuers of the realms that are signed out together.
 */
export async function addressesOfProviders(
  op: OpHandle,
  providers: readonly Provider[],
  together: readonly string[],
  ports: Ports,
): Promise<string[]> {
  const beginnings: string[] = [];
  for (const provider of providers) {
    const address = await findAllowed(op, provider, ports);
    if (!address) continue;
    beginnings.push(`${issuerOfPage(address.href) ?? address.origin}/`);
    await noteBroker(op, address, together, ports);
  }
  return beginnings;
}

/**
 * Notes as which client a realm is known to its provider, where that is signed out as well: it is no app there. The provider itself has to
 * lead back to the realm: a realm may name any client.
 */
async function noteBroker(
  { metadata: { issuer } }: OpHandle,
  address: URL,
  together: readonly string[],
  ports: Ports,
): Promise<void> {
  const signIn = readAppSignIn(address.href);
  if (!signIn || !together.includes(signIn.issuer) || brokerIn(signIn.redirectUri) !== issuer) return;
  // It has said so before, or a tab has shown it.
  if (await isSeen(ports.session, signIn)) return;
  const landing = await ask(requestAt(address, 'none', ports), null, ports).catch(() => null);
  if (landing?.kind === 'leads' && isBackAt(signIn, landing.to)) await noteSeenApp(ports.session, signIn);
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
  const passedOn = isNobodyKnown(act) ? await providerPassedOnTo(op, ports) : null;
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

/** Nobody is in, and nobody's session was ever known: so nothing is named, and no code comes of asking. */
function isNobodyKnown({ facts }: RealmSignOut): boolean {
  return sidsOf(facts).length === 0 && lastWho(facts)?.who === 'nobody';
}

/**
 * The identity provider to which a realm passes `prompt=none` on where it knows nobody itself: whoever is still in there is signed
 * in again by the next app, unasked. The answer is read and not followed, so nobody is signed in by asking.
 * @see Keycloak Server Administration Guide, "Accepts prompt=none forward from client"
 */
async function providerPassedOnTo(op: OpHandle, ports: Ports): Promise<Provider | null> {
  const url = await signInRequest(op, true, ports);
  if (!url) return null;
  const landing = await ask(url.href, null, ports);
  const { issuer } = op.metadata;
  const path = landing.kind === 'leads' && landing.to.startsWith(`${issuer}/broker/`) ? landing.to : null;
  const alias = path?.slice(`${issuer}/broker/`.length).split('/')[0];
  return alias ? { alias, name: alias } : null;
}

type Checked = Pick<FactOf<'provider'>, 'is' | 'endPage' | 'origin'>;

/** How many providers behind a provider are asked. */
const MOST_BEHIND = 3;

async function check(address: URL | null, ports: Ports, behind = 0): Promise<Checked> {
  if (!address || behind > MOST_BEHIND) return { is: 'unknown' };
  if (!(await ports.access.hasHost(address.origin))) return { is: 'unknown', origin: address.origin };
  const checked = await checkOne(address, ports);
  if (checked.is !== 'out') return checked;
  const further = await furtherProvider(address, ports);
  return further === 'none' ? checked : check(further, ports, behind + 1);
}

async function checkOne(address: URL, ports: Ports): Promise<Checked> {
  const landing = await ask(requestAt(address, 'none', ports), null, ports);
  const answer = landing.kind === 'leads' ? new URL(landing.to).searchParams : null;
  if (!answer || isDoubled(answer)) return { is: 'unknown' };
  const isIn = answer.has('code');
  if (!isIn && answer.get('error') !== 'login_required') return { is: 'unknown' };
  const realm = await realmOf(address, ports);
  const endPage = realm?.end_session_endpoint && { endPage: realm.end_session_endpoint };
  if (isIn) return { is: 'in', ...endPage };
  const is = realm ? await whoIsIn(realm, ports) : 'out';
  return { is, ...(is === 'in' && endPage) };
}

/** A provider that is a Keycloak has more to tell than another. */
async function realmOf(provider: URL, ports: Ports): Promise<Discovery | null> {
  const issuer = issuerOfPage(provider.href);
  return issuer ? tryDiscovery(issuer, ports) : null;
}

/**
 * What the question says at a Keycloak, whatever `login_required` does: a flow may lack the step that reads the cookie. It is asked
 * through the built-in client: without one the question is shown to nobody as well.
 * @see https://www.keycloak.org/docs/latest/server_admin/#_account-service (`account-console`)
 */
async function whoIsIn(
  { issuer, end_session_endpoint: endpoint }: Discovery,
  ports: Ports,
): Promise<'in' | 'out' | 'unknown'> {
  if (!endpoint) return 'unknown';
  const redirect = { uri: builtInAddress(issuer), state: ports.secret() };
  const landing = await ask(endSessionUrl(endpoint, { clientId: BUILT_IN_CLIENT_ID, redirect }), null, ports);
  if (isAt(landing, redirect.uri, redirect.state)) return 'out';
  // Keycloak 18 refuses every question without a hint, and some realms have no such client: then the browser's own cookie has to tell.
  if (landing.kind === 'refused') return (await ports.marks.stamp(issuer)) === 'none' ? 'out' : 'unknown';
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
  const url = await signInRequest(op, false, ports);
  if (!url) return null;
  url.searchParams.set('prompt', 'login');
  url.searchParams.set('kc_idp_hint', alias);
  const first = await ask(url.href, op.metadata.issuer, ports);
  // A sign-in page that an app's tab loads at this moment takes the realm's cookie for sign-ins away: once more.
  const isLost = first.kind === 'page' || first.kind === 'refused';
  const landing = isLost ? await ask(url.href, op.metadata.issuer, ports) : first;
  if (landing.kind !== 'leads') return null;
  return signInAt(landing.to, op.metadata.issuer);
}

/** A sign-in request to the realm whose answer is only to be read; null where that may not be. */
async function signInRequest(
  { metadata, clients: [{ id: clientId, redirectUri }] }: OpHandle,
  silent: boolean,
  { access, oidc, secret }: Ports,
): Promise<URL | null> {
  if (!(await access.hasHost(metadata.authorization_endpoint))) return null;
  const { url } = await oidc.request(metadata, { silent, nonce: secret(), clientId, redirectUri });
  return new URL(url);
}
