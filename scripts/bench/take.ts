import pLimit from 'p-limit';
import { adminOf } from '../../tests/support/keycloak.ts';
import { waitFor } from '../../tests/support/wait-for.ts';
import type { Series } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { seriesOf, takeTurns } from './rounds.ts';
import { signInAll } from './sessions.ts';
import type { SignOutWay } from './ways.ts';

/** A way to be taken on some realms. */
export type Trial = { way: SignOutWay; realms: BenchRealm[] };

const AT_ONCE = 8;

/**
 * Takes ways in turn, each from live sessions in exactly its realms, and gives back a browser with one tab each time.
 * @param warmUps how many rounds do not count.
 * @param rounds how many do.
 * @returns for each trial the series `NAME: ended`, to the last session's end on the server, and `NAME: verified` or
 *   `NAME: arrived`, to the way's own end.
 */
export function takeTrials(
  ground: BenchGround,
  trials: Trial[],
  warmUps: 0 | 1,
  rounds = ground.rounds,
): Promise<Series[]> {
  const ways = trials.map((trial) => ({ name: nameOf(trial), once: () => takeOnce(ground, trial) }));
  return takeTurns(ways, rounds, 'ms', warmUps);
}

/** The way's own end in a trial, among the series. */
export function endOf(series: Series[], trial: Trial): Series {
  return seriesOf(series, `${nameOf(trial)}: ${trial.way.proves}`);
}

/** What a trial is called. */
export function nameOf({ way, realms }: Trial): string {
  return `${way.name}, ${countOf(realms)}`;
}

/** How many realms, in words. */
export function countOf({ length }: BenchRealm[]): string {
  return `${length} ${length === 1 ? 'realm' : 'realms'}`;
}

async function takeOnce(ground: BenchGround, trial: Trial): Promise<Record<string, number>> {
  const { way, realms } = trial;
  const live = await signInAll(ground, realms);
  try {
    const { clickedAt, doneAt } = await way.run(ground, live);
    const endedAt = await endedOnServer(ground, realms, clickedAt);
    return { ended: endedAt - clickedAt, [way.proves]: doneAt - clickedAt };
  } catch (error) {
    throw new Error(nameOf(trial), { cause: error });
  } finally {
    await closeTabs(ground);
  }
}

/** Keycloak's own events tell when it ended each session; the last counts. */
async function endedOnServer(
  { keycloak }: BenchGround,
  realms: BenchRealm[],
  since: number,
): Promise<number> {
  const inTurn = pLimit(AT_ONCE);
  const times = await adminOf(keycloak)((admin) => {
    const find = async ({ name }: BenchRealm): Promise<number | undefined> => {
      const [last] = await admin.realms.findEvents({ realm: name, type: 'LOGOUT', max: 1 });
      return last?.time && last.time >= since ? last.time : undefined;
    };
    const wait = (realm: BenchRealm) => waitFor(`the sign-out event of ${realm.name}`, () => find(realm));
    return Promise.all(realms.map((realm) => inTurn(() => wait(realm))));
  });
  return Math.max(...times);
}

/** Closes all tabs but the first, and with them whatever popup stands. */
export async function closeTabs({ browser }: Pick<BenchGround, 'browser'>): Promise<void> {
  const [, ...others] = await browser.pages();
  await Promise.all(others.map((page) => page.close()));
}
