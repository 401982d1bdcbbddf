import type { AppOfRealm } from '../../contract/status.ts';
import type { SessionApp, SessionDetails } from '../../keycloak/account.ts';
import type { App } from '../../settings/schema.ts';
import type { AppRef } from '../../verdict/facts.ts';

/**
 * Apps as the account API names them, by their origin or else by their client id; those at one origin are one, by all their names. One
 * of which the realm knows no address is the listed one that the person calls so, where no other has that name. One that is another
 * realm in truth is judged by itself, where it is signed out as well.
 * @param together issuers of the realms that are.
 */
export function appRefsOf(apps: SessionApp[], listed: App[], together: readonly string[]): AppRef[] {
  const own = apps.filter(({ brokers }) => !brokers || !together.includes(brokers));
  return placesOf(own, listed).map(({ ref }) => ref);
}

/**
 * The apps of a realm in one list: those that its session names, each once with all its places, and the listed ones that a sign-out
 * clears beside. One that is another realm in truth has no place here: that one is signed out of by itself.
 * @param details undefined where the realm does not tell.
 */
export function appsOfRealm(details: SessionDetails | undefined, listed: App[]): AppOfRealm[] {
  const { apps = [], offline = [] } = details ?? {};
  const own = apps.filter(({ brokers }) => !brokers);
  const places = placesOf(own, listed);
  const clients = [...new Map(apps.map((app) => [app.clientId, app])).values()].map(
    ({ clientId: key, name }) => {
      const here = places.filter(({ clients }) => clients.includes(key)).map(({ ref }) => ref);
      const known = here.length > 0 ? here : [{ key, name }];
      return { key, name, isClient: true, isOffline: offline.includes(name), places: known };
    },
  );
  const beside = listed
    .filter(({ origin, atSignOut }) => atSignOut === 'clear' && !places.some(({ ref }) => ref.key === origin))
    .map(({ origin: key, label: name }) => {
      const ref = { key, name, origin: key };
      return { key, name, isClient: false, isOffline: false, places: [ref] };
    });
  return [...clients, ...beside].map(toldApart);
}

/** Two of the same name are told apart by what the realm, or the browser, calls them. */
function toldApart(app: AppOfRealm, _: number, all: AppOfRealm[]): AppOfRealm {
  const { key, name } = app;
  return all.some((other) => other !== app && other.name === name)
    ? { ...app, name: `${name} (${key})` }
    : app;
}

/** Where apps are, each place once, with the clients there. */
function placesOf(apps: SessionApp[], listed: App[]): { ref: AppRef; clients: string[] }[] {
  const places = new Map<string, { ref: AppRef; clients: string[] }>();
  for (const app of apps) {
    const origin = app.origin ?? listedOf(app, apps, listed)?.origin;
    const key = origin ?? app.clientId;
    const { ref: known, clients = [] } = places.get(key) ?? {};
    const name = known ? `${known.name}, ${app.name}` : app.name;
    const page = app.page?.startsWith(`${origin}/`) ? app.page : undefined;
    const ref = {
      key,
      name,
      ...(origin && { origin }),
      ...(page && { page }),
      ...(known && { several: true as const }),
    };
    places.set(key, { ref, clients: [...clients, app.clientId] });
  }
  return [...places.values()];
}

function listedOf(app: SessionApp, apps: SessionApp[], listed: App[]): App | undefined {
  return listed.find(
    ({ label }) => isCalled(app, label) && apps.filter((one) => isCalled(one, label)).length === 1,
  );
}

function isCalled({ name, clientId }: SessionApp, label: string): boolean {
  return [name, clientId].some((one) => one.toLowerCase() === label.toLowerCase());
}
