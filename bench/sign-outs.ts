import { openRelay } from '../tests/support/relay.ts';
import { beside, type Figure, took } from './figures.ts';
import { signOutBare, signOutInTabs } from './others.ts';
import { signOutByPopup } from './ours.ts';
import type { Rig } from './rig.ts';
import { takeRounds } from './rounds.ts';
import type { BenchRealm } from './sessions.ts';

/** One realm, from the click until it is proven, beside the same requests made bare and beside a tab that proves nothing. */
export async function oneRealm(rig: Rig): Promise<Figure[]> {
  const one = rig.realms.slice(0, 1);
  const tab = () => signOutInTabs(rig, one);
  const taken = await takeRounds(21, {
    ours: () => signOutByPopup(rig, one),
    bare: () => signOutBare(rig, one),
    tab,
  });
  const more = await takeRounds(7, {
    tab,
    page: () => signOutByPopup(rig, one, { show: 'tab' }),
    installed: () => signOutByPopup(rig, one, { which: 'installed' }),
    cold: () => signOutByPopup(rig, one, { cold: true }),
  });
  return [
    took('ours', taken.ours),
    took('bare requests', taken.bare),
    took('plain tab', taken.tab),
    beside('ours / bare requests', taken.ours, taken.bare, 1.3),
    beside('ours / plain tab', taken.ours, taken.tab, 1),
    beside('ours, results on a page / plain tab', more.page, more.tab),
    beside('ours as installed / plain tab', more.installed, more.tab),
    beside('ours cold: worker stopped, no look / plain tab', more.cold, more.tab),
  ];
}

/** Ten realms beside ten tabs, and what a realm costs among fifty. */
export async function manyRealms(rig: Rig): Promise<Figure[]> {
  const ten = rig.realms.slice(0, 10);
  const taken = await takeRounds(4, {
    ten: () => signOutByPopup(rig, ten),
    tabs: () => signOutInTabs(rig, ten),
    installed: () => signOutByPopup(rig, ten, { which: 'installed' }),
    fifty: () => signOutByPopup(rig, rig.realms),
  });
  const perRealm = {
    ten: taken.ten.map((ms) => ms / 10),
    fifty: taken.fifty.map((ms) => ms / rig.realms.length),
  };
  return [
    took('ours, ten realms', taken.ten),
    took('ten plain tabs', taken.tabs),
    took('ours, fifty realms', taken.fifty),
    beside('ours, ten realms / ten plain tabs', taken.ten, taken.tabs, 0.3),
    beside('each of fifty / each of ten', perRealm.fifty, perRealm.ten, 1.2),
    beside('ours as installed, ten / ten plain tabs', taken.installed, taken.tabs),
  ];
}

/** Whether nine of ten realms wait for the tenth, which takes each request after the click and answers none. */
export async function oneSlowRealm(rig: Rig): Promise<Figure[]> {
  const taken = await takeRounds(5, {
    healthy: () => nineOfTen(rig, false),
    slow: () => nineOfTen(rig, true),
  });
  return [
    took('nine realms, the tenth healthy', taken.healthy),
    took('nine realms, the tenth held', taken.slow),
    beside('the tenth held / healthy', taken.slow, taken.healthy, 1.2),
  ];
}

/** The tenth has another address each time: what is still at work on it must not be met again. */
async function nineOfTen(rig: Rig, isHeld: boolean): Promise<number> {
  const relay = await openRelay(rig.keycloakPort);
  const nine = rig.realms.slice(0, 9);
  const tenth = behind(relay.port, rig.realms[9]);
  try {
    const beforeClick = () => isHeld && relay.hold();
    return await signOutByPopup(rig, [...nine, tenth], { expected: nine, beforeClick });
  } finally {
    await relay.close();
  }
}

/** A realm as it is reached through a relay: to a browser, and to Keycloak, another issuer. */
export function behind(port: number, realm: BenchRealm | undefined): BenchRealm {
  if (!realm) throw new Error('there is no such realm');
  const { pathname } = new URL(realm.issuer);
  return { ...realm, name: `${realm.name}-${port}`, issuer: `http://127.0.0.1:${port}${pathname}` };
}
