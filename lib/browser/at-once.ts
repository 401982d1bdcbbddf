import { readFound } from '../flows/kernel/found.ts';
import type { Ports, SettingsStore } from '../flows/kernel/ports.ts';
import { findRealms } from '../flows/look/find-realms.ts';
import { browser } from './api.ts';
import { openPopup } from './popup.ts';
import type { SignOutOf } from './sign-out-starter.ts';

type AtOncePorts = Parameters<typeof findRealms>[2] & Pick<Ports, 'addresses'>;

/**
 * Makes what signs out without the popup, for a key and for the menu: of everything, found realms included, as the popup's button does, or
 * of some realms. A realm that is found only now is shown first, as it is by the popup, and asked from the person's next act on. Where no
 * page shows the result by itself, the popup is opened, and where a browser opens none without a click, the page.
 */
export function signOutAtOnce(
  start: SignOutOf,
  settings: SettingsStore,
  ports: AtOncePorts,
): (by: 'key' | 'menu', realmIds?: string[]) => Promise<void> {
  const findMore = async (): Promise<boolean> => {
    const before = await readFound(ports.session);
    await findRealms(await settings.read(), await settings.readPolicy(), ports);
    return (await readFound(ports.session)).realms.length > before.realms.length;
  };
  return async (by, realmIds) => {
    // What keeps it from being begun stands in the popup.
    const { runId, done } = await start(realmIds, [], { by }).catch(() => NOTHING);
    const isNew = realmIds === undefined && (await findMore());
    const { show } = (await settings.read()).signOut;
    if (runId !== null && show === 'tab' && !isNew) return;
    // A page that comes up closes the popup.
    if (isNew) await done;
    if (await openPopup()) return;
    if (runId === null) await browser.tabs.create({ url: '/options.html' });
    else if (show === 'background') await browser.tabs.create({ url: ports.addresses.signedOutPage(runId) });
  };
}

const NOTHING = { runId: null, done: Promise.resolve() };
