import { openRelay } from '../tests/support/relay.ts';
import type { Figure } from './figures.ts';
import { clickAll, closePage, issuersOf, lookIsOver, openPopup, writeRealms } from './ours.ts';
import type { Rig } from './rig.ts';
import { takeRounds } from './rounds.ts';
import { type BenchRealm, signInAll } from './sessions.ts';
import { behind } from './sign-outs.ts';
import { rowsAre } from './watch-rows.ts';

/** What a round trip to Keycloak takes, both ways together, milliseconds. */
const ROUND_TRIP_MS = 100;

/** Milliseconds from the popup's beginning to every row's state and name, and from the click to the proof. */
type Times = { state: number; name: number; proven: number };

/**
 * What people far from their Keycloak wait for, counted in round trips. Opening a connection takes none here, and what
 * discovery said is known from the round that does not count: the settings stay as they are for all of a variant's rounds.
 */
export async function roundTrips(rig: Rig): Promise<Figure[]> {
  const relay = await openRelay(rig.keycloakPort);
  const realms = rig.realms.slice(0, 4).map((realm) => behind(relay.port, realm));
  const far = (some: BenchRealm[]) => () => lookAndSignOut(rig, some, relay.delay);
  try {
    const { one } = await takeRounds(7, { one: far(realms.slice(0, 1)) });
    const { three } = await takeRounds(7, { three: far(realms.slice(1)) });
    return [
      inTrips('one realm: click → proven', one, 'proven', 2.5),
      inTrips('three realms: popup → every state', three, 'state', 2),
      inTrips('three realms: popup → every name', three, 'name', 4),
    ];
  } finally {
    await relay.close();
  }
}

function inTrips(name: string, times: Times[], what: keyof Times, atMost: number): Figure {
  const values = times.map((time) => time[what] / ROUND_TRIP_MS);
  return { name: `${name} / round trip`, unit: 'times', values, atMost };
}

/** Begins and ends with nobody signed in, so that no row knows its state from the last time. */
async function lookAndSignOut(rig: Rig, realms: BenchRealm[], delay: (ms: number) => void): Promise<Times> {
  const { browser, ids, desks } = rig;
  await signInAll(browser, realms);
  await writeRealms(desks.allowed, realms, 'background');
  delay(ROUND_TRIP_MS);
  const popup = await openPopup(browser, ids.allowed, desks.allowed);
  try {
    const state = await popup.evaluate(rowsAre, issuersOf(realms), ['signed-in']);
    const name = await popup.evaluate(rowsAre, issuersOf(realms), ['named']);
    await lookIsOver(popup, realms);
    await clickAll(popup);
    const proven = await popup.evaluate(rowsAre, issuersOf(realms), ['signed-out']);
    return {
      state: state.at - state.openedAt,
      name: name.at - name.openedAt,
      proven: proven.at - proven.clickedAt,
    };
  } finally {
    delay(0);
    await closePage(popup);
  }
}
