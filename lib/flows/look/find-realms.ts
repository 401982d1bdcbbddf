import { StepError } from '../../errors/step-error.ts';
import { isKeycloak } from '../../keycloak/endpoints.ts';
import { issuersOfCookie, placeOf, type RealmCookie } from '../../keycloak/realm-cookie.ts';
import { labelFromIssuer } from '../../settings/label.ts';
import type { Policy } from '../../settings/policy.ts';
import { mayFind } from '../../settings/policy-find.ts';
import type { Realm, Settings } from '../../settings/schema.ts';
import { FOUND, type FoundRealm, foundRealms, readFound } from '../kernel/found.ts';
import type { Ports } from '../kernel/ports.ts';
import { type DiscoveryPorts, tryDiscovery } from '../op/discover.ts';
import { namedIssuer } from '../set-up/change-settings.ts';

/** So many places that were not known are looked at each time: any page can plant cookies. */
const AT_MOST = 20;

/** So many realms are found in all: a browser in which more people are signed in has been played a trick. */
const IN_ALL = 50;

type FindPorts = DiscoveryPorts & Pick<Ports, 'realmCookies' | 'secret'>;

/**
 * Finds realms that nobody typed, by the presence of Keycloak's identity cookie. A place is looked at once in a browser session, by
 * discovery alone and without cookies: a cookie that anybody can plant sends nothing of the person's anywhere.
 * @param settings in force, found realms among them.
 * @param again whether a person asks for it: places where no realm answered are looked at once more.
 */
export async function findRealms(
  settings: Settings,
  policy: Policy,
  ports: FindPorts,
  again = false,
): Promise<void> {
  if (!mayFind(policy)) return;
  const cookies = await ports.realmCookies.present();
  if (cookies.length === 0) return;
  const looked = new Set((await readFound(ports.session)).looked);
  const known = new Set(settings.realms.map(({ issuer }) => placeOfIssuer(issuer)));
  const open = inTurns(cookies, ({ host }) => host).filter((cookie) => !known.has(placeOf(cookie)));
  const wasLooked = (cookie: RealmCookie): boolean => looked.has(placeOf(cookie));
  const old = again ? open.filter(wasLooked) : [];
  const fresh = [...open.filter((cookie) => !wasLooked(cookie)), ...old].slice(0, AT_MOST);
  if (fresh.length === 0) return;
  const tabs = await ports.realmCookies.tabOrigins();
  const issuers = await Promise.all(fresh.map((cookie) => issuerOf(cookie, tabs, ports)));
  await keep(fresh, issuers.filter(isNamed), settings, ports);
}

/**
 * Shows a realm whose page a person has in front of them as one that was found, once discovery has answered for it: of a private window
 * nothing is kept on disk.
 * @param settings in force, found realms among them.
 * @throws {StepError} `realm-exists`; `private-window` where the policy lets no realm be found, or the person wants this one ignored; else
 *   as asking discovery does.
 */
export async function showRealmOf(
  address: string,
  settings: Settings,
  policy: Policy,
  ports: FindPorts,
): Promise<Realm> {
  const issuer = await namedIssuer(address, ports);
  if (settings.realms.some((one) => one.issuer === issuer)) throw new StepError('realm-exists', [issuer]);
  await keep([], [issuer], settings, ports);
  const shown = foundRealms(settings, policy, await readFound(ports.session));
  const realm = shown.find((one) => one.issuer === issuer);
  if (!realm) throw new StepError('private-window');
  return realm;
}

async function keep(
  looked: RealmCookie[],
  issuers: string[],
  settings: Settings,
  { secret, session }: FindPorts,
): Promise<void> {
  // Another look may have found some meanwhile.
  const found = await readFound(session);
  const known = new Set([...settings.realms, ...found.realms].map(({ issuer }) => issuer));
  const added: FoundRealm[] = [...new Set(issuers)]
    .filter((issuer) => !known.has(issuer))
    .map((issuer) => ({ id: secret(), issuer, label: labelFromIssuer(issuer) }));
  const all = [...found.realms, ...added];
  const kept = inTurns(all, ({ issuer }) => new URL(issuer).hostname).slice(0, IN_ALL);
  const realms = all.filter((realm) => kept.includes(realm));
  await session.set({ [FOUND]: { realms, looked: [...new Set([...found.looked, ...looked.map(placeOf)])] } });
}

/**
 * Sorts so that sites take turns: pages of one that have planted many cookies keep no other's from being looked at, and its realms no
 * other's from being kept. A site is told by its name's last two parts, as anybody has as many hosts below theirs as they like.
 */
function inTurns<T>(all: readonly T[], hostOf: (one: T) => string): T[] {
  const turns = new Map<string, number>();
  const placed = all.map((one) => {
    const site = hostOf(one).split('.').slice(-2).join('.');
    const turn = turns.get(site) ?? 0;
    turns.set(site, turn + 1);
    return { one, turn };
  });
  return placed.sort((a, b) => a.turn - b.turn).map(({ one }) => one);
}

/** The realm's own word comes before the credential, which is opened only where no usual place answers. */
async function issuerOf(cookie: RealmCookie, tabs: string[], ports: FindPorts): Promise<string | null> {
  for (const issuer of issuersOfCookie(cookie, tabs)) if (await isRealm(issuer, ports)) return issuer;
  const named = await ports.realmCookies.issuerIn(cookie);
  return named !== null && (await isRealm(named, ports)) ? named : null;
}

async function isRealm(issuer: string, ports: FindPorts): Promise<boolean> {
  const op = await tryDiscovery(issuer, ports);
  return op !== null && isKeycloak(op);
}

/** A cookie knows no port, so whatever stands at that host and path is taken for the realm that is named there. */
function placeOfIssuer(issuer: string): string {
  const { hostname, pathname } = new URL(issuer);
  return placeOf({ host: hostname, path: pathname });
}

function isNamed(issuer: string | null): issuer is string {
  return issuer !== null;
}
