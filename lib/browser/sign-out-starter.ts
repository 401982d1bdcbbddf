import { unaskedIds } from '../flows/kernel/found.ts';
import type { Ports, SettingsStore } from '../flows/kernel/ports.ts';
import { signOut } from '../flows/sign-out/start.ts';
import { type NamedApp, withApps } from '../settings/app-list.ts';
import type { Settings } from '../settings/schema.ts';
import type { From } from './message-bus.ts';

/** Starts a sign-out and gives its id as soon as it is stored; `done` settles when every realm has its verdict. */
export type SignOutOf = (
  realmIds: string[] | undefined,
  apps: readonly NamedApp[],
  from: From,
) => ReturnType<typeof signOut>;

/**
 * Starts a sign-out of realms, of all where none is named, which clears some more apps of theirs. A page that shows the result of one shows
 * that of the next as well.
 */
export function signOutStarter(
  current: () => Promise<Settings>,
  { readPolicy, readFound }: SettingsStore,
  ports: Ports,
): SignOutOf {
  return async (realmIds, apps, { by }) => {
    const { realms, signOut: how } = await current();
    const all = realms.map((realm) => withApps(realm, apps));
    const onlyFound = await readFound();
    const { find, clearApps } = await readPolicy();
    const onlyShown = find === 'on' ? [] : onlyFound;
    const chosen = all.filter(({ id }) => realmIds?.includes(id) ?? !onlyShown.includes(id));
    const scope = realmIds ? 'these' : 'everything';
    const unasked = await unaskedIds(ports.session);
    const clearsNamed = clearApps === 'on';
    const shown = by === 'signed-out-page';
    const order = {
      realms: chosen,
      scope,
      how,
      unasked,
      onlyFound,
      shown,
      clearsNamed,
      ...(by && { by }),
    } as const;
    return signOut(order, all, ports);
  };
}
