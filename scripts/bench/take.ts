import pLimit from 'p-limit';
import { adminOf } from '../../tests/support/keycloak.ts';
import { waitFor } from '../../tests/support/wait-for.ts';
import type { Series } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { signInAll } from './sessions.ts';
import type { Way } from './ways.ts';

/** What one round of a way took, milliseconds: to the last session's end on the server, and to the way's own end. */
export type Round = { ended: number; done: number };

/** The rounds of several ways, by a key that the caller chose. */
export type Rounds = Record<string, Round[]>;

/** A way to be taken on some realms. */
export type Trial = { key: string; way: Way; realms: BenchRealm[] };

const AT_ONCE = 8;

/**
 * Takes every trial once in each round; the order moves on by one from round to round, so that none always comes first.
 * @param rounds how many.
 */
export async function takeRounds(ground: BenchGround, trials: Trial[], rounds: number): Promise<Rounds> {
  const taken: Rounds = Object.fromEntries(trials.map(({ key }) => [key, []]));
  for (let round = 0; round < rounds; round += 1) {
    const from = round % trials.length;
    for (const trial of [...trials.slice(from), ...trials.slice(0, from)])
      taken[trial.key]?.push(await takeOnce(ground, trial));
  }
  return taken;
}

/** The rounds as a series. */
export function seriesOf(name: string, rounds: Round[] | undefined, what: keyof Round): Series {
  return { name, unit: 'ms', values: (rounds ?? []).map((round) => round[what]) };
}

async function takeOnce(ground: BenchGround, { way, realms }: Trial): Promise<Round> {
  const live = await signInAll(ground, realms);
  try {
    const { clickedAt, doneAt } = await way.run(ground, live);
    const endedAt = await endedOnServer(ground, realms, clickedAt);
    return { ended: endedAt - clickedAt, done: doneAt - clickedAt };
  } catch (error) {
    throw new Error(`${way.name}, ${realms.length} realms`, { cause: error });
  } finally {
    await closePages(ground);
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

async function closePages({ browser }: BenchGround): Promise<void> {
  const [, ...others] = await browser.pages();
  await Promise.all(others.map((page) => page.close()));
}
