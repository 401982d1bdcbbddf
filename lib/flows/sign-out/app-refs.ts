import type { SessionApp } from '../../keycloak/account.ts';
import type { App } from '../../settings/schema.ts';
import type { AppRef } from '../../verdict/facts.ts';

/**
 * Apps as the account API names them, by their origin or else by their client id; those at one origin are one, by all their names. One
 * of which the realm knows no address is the listed one that the person calls so, where no other has that name. One that is another
 * realm in truth is judged by itself, where it is signed out as well.
 * @param together issuers of the realms that are.
 */
export function appRefsOf(apps: SessionApp[], listed: App[], together: readonly string[]): AppRef[] {
  const refs = new Map<string, AppRef>();
  for (const app of apps.filter(({ brokers }) => !brokers || !together.includes(brokers))) {
    const origin = app.origin ?? listedOf(app, apps, listed)?.origin;
    const key = origin ?? app.clientId;
    const known = refs.get(key);
    const name = known ? `${known.name}, ${app.name}` : app.name;
    const page = app.page?.startsWith(`${origin}/`) ? app.page : undefined;
    refs.set(key, {
      key,
      name,
      ...(origin && { origin }),
      ...(page && { page }),
      ...(known && { several: true }),
    });
  }
  return [...refs.values()];
}

function listedOf(app: SessionApp, apps: SessionApp[], listed: App[]): App | undefined {
  return listed.find(
    ({ label }) => isCalled(app, label) && apps.filter((one) => isCalled(one, label)).length === 1,
  );
}

function isCalled({ name, clientId }: SessionApp, label: string): boolean {
  return [name, clientId].some((one) => one.toLowerCase() === label.toLowerCase());
}
