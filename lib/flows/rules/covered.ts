import type { Realm } from '../../settings/schema.ts';
import type { Ports, SettingsStore } from '../kernel/ports.ts';
import { readStatus } from '../kernel/records.ts';

/** The realms that rules sign out of: those that somebody has named or kept, without what is left out. */
export async function coveredRealms(settings: Pick<SettingsStore, 'read' | 'readFound'>): Promise<Realm[]> {
  const [{ realms, rules }, found] = await Promise.all([settings.read(), settings.readFound()]);
  return realms.filter(({ id, issuer }) => !found.includes(id) && !rules.leftOut.includes(issuer));
}

type KnowPorts = Pick<Ports, 'realmCookies' | 'session'>;

/**
 * Whether somebody may be signed in to one of some realms, by what is known here: no OP is asked. Nobody is where the browser shows cookies,
 * none of Keycloak's is there, and no sign-out has left anything open. Where it shows none nobody knows.
 */
export async function mayBeIn(realms: readonly Realm[], ports: KnowPorts): Promise<boolean> {
  const paths = (await ports.realmCookies.present()).map(({ path }) => path);
  const known = await Promise.all(realms.map((realm) => isPossible(realm, paths, ports)));
  return known.some(Boolean);
}

async function isPossible({ id, issuer }: Realm, paths: string[], ports: KnowPorts): Promise<boolean> {
  if (!(await ports.realmCookies.areShown(issuer))) return true;
  // It may stand on several hosts, and below another path on each.
  const name = new URL(issuer).pathname.replace(/^.*(?=\/realms\/)/, '');
  if (paths.some((path) => path.endsWith(name))) return true;
  // Its cookie may have gone while its session lives on, which the last sign-out has said.
  const { state } = await readStatus(ports.session, id);
  return state === 'signed-in' || (await isLeft(id, ports));
}

/** Whether a sign-out has left one of some realms open, or may have. */
export async function isAnyLeft(realms: readonly Realm[], ports: Pick<Ports, 'session'>): Promise<boolean> {
  return (await Promise.all(realms.map(({ id }) => isLeft(id, ports)))).some(Boolean);
}

async function isLeft(id: string, { session }: Pick<Ports, 'session'>): Promise<boolean> {
  const { state, verdict } = await readStatus(session, id);
  return verdict !== undefined && state !== 'signed-out';
}
