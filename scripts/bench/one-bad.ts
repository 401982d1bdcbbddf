import type { Section } from './figures.ts';
import type { BenchGround, BenchRealm, ExtensionIds } from './ground.ts';
import { signOutByPopup, type Wanted } from './ours.ts';
import { seriesOf, takeTurns, type Way } from './rounds.ts';
import { signInAll } from './sessions.ts';
import { openSlowRelay, type SlowRelay } from './slow-relay.ts';
import { ratio } from './stats.ts';
import { closeTabs } from './take.ts';

const SLOW_MS = 5000;
const FIGURE = 'nine verified';
const OURS = { hosts: 'ours, hosts allowed', noHosts: 'ours, as installed' } as const;

type Which = keyof typeof OURS & keyof ExtensionIds;
type Tenth = 'healthy' | 'slow' | 'down';

const WHICHES: Which[] = ['hosts', 'noHosts'];
const TENTHS: Tenth[] = ['healthy', 'slow', 'down'];

/** Whether one realm of ten that is slow, or down, delays the other nine. */
export async function oneBad(ground: BenchGround): Promise<Section[]> {
  const ways = WHICHES.flatMap((which) => TENTHS.map((tenth) => wayOf(ground, which, tenth)));
  const series = await takeTurns(ways, ground.rounds, 'ms', 0);
  const of = (which: Which, tenth: Tenth) => seriesOf(series, `${nameOf(which, tenth)}: ${FIGURE}`);
  const beside = (which: Which, tenth: Tenth) =>
    ratio(nameOf(which, tenth), of(which, tenth), of(which, 'healthy'));
  return [
    {
      title: 'One realm of ten slow or down: click → the other nine verified',
      series,
      ratios: WHICHES.flatMap((which) => [beside(which, 'slow'), beside(which, 'down')]),
      floors: [],
      notes: [
        `The slow one answers each request after ${SLOW_MS / 1000} s, the other refuses connections; the popup’s check of the nine was over.`,
      ],
    },
  ];
}

function nameOf(which: Which, tenth: Tenth): string {
  return `${OURS[which]}, tenth realm ${tenth}`;
}

function wayOf(ground: BenchGround, which: Which, tenth: Tenth): Way {
  return { name: nameOf(which, tenth), once: () => takeOnce(ground, which, tenth) };
}

/** The tenth realm is another one each time: what is still at work on it must not be met again. */
async function takeOnce(ground: BenchGround, which: Which, tenth: Tenth): Promise<Record<string, number>> {
  const nine = ground.realms.slice(0, 9);
  const relay = await openSlowRelay(Number(new URL(ground.keycloak.url).port));
  const other = tenthRealm(ground.realms[9], tenth === 'healthy' ? null : relay);
  try {
    await signInAll(ground, [...nine, other]);
    if (tenth === 'slow') relay.delay(SLOW_MS);
    if (tenth === 'down') await relay.close();
    const wanted: Wanted = {
      id: ground.ids[which],
      realms: [...nine, other],
      show: 'tab',
      except: [other.name],
    };
    const { clickedAt, verifiedAt } = await signOutByPopup(ground.browser, wanted);
    return { [FIGURE]: Math.max(...Object.values(verifiedAt)) - clickedAt };
  } finally {
    await closeTabs(ground);
    await relay.close();
  }
}

function tenthRealm(realm: BenchRealm | undefined, relay: SlowRelay | null): BenchRealm {
  if (!realm) throw new Error('there are fewer than ten realms');
  if (!relay) return realm;
  const { pathname } = new URL(realm.issuer);
  return { name: `tenth-${relay.port}`, issuer: `http://127.0.0.1:${relay.port}${pathname}` };
}
