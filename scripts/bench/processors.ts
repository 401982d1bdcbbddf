import { availableParallelism } from 'node:os';
import type { CDPSession } from 'puppeteer-core';
import { signOutAllBare } from './bare.ts';
import type { Section } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { spentByAll, spentByBrowser } from './processor-time.ts';
import { waitForRest } from './rest.ts';
import { seriesOf, takeTurns, type Way } from './rounds.ts';
import { signInAll } from './sessions.ts';
import { ratio } from './stats.ts';
import { closeTabs, countOf } from './take.ts';
import { openBare } from './ways.ts';

const COUNTS = [1, 10];
const VERIFIED = 'verified';
const SHARE = 'processor time, each core’s share';

/**
 * The profile behind the limits on many realms at once: what the bare requests take of the machine's processors.
 */
export async function processors(ground: BenchGround): Promise<Section[]> {
  const cores = availableParallelism();
  const session = await ground.browser.target().createCDPSession();
  const groups = COUNTS.map((count) => ground.realms.slice(0, count));
  const ways = groups.map((realms): Way => {
    return {
      name: `bare requests, ${countOf(realms)}`,
      once: () => takeOnce(ground, realms, session, cores),
    };
  });
  const series = await takeTurns(ways, ground.rounds, 'ms');
  await session.detach();
  const [one, ten] = ways.map(({ name }) => name);
  const beside = (figure: string) =>
    ratio(
      `${ten}: ${figure}`,
      seriesOf(series, `${ten}: ${figure}`),
      seriesOf(series, `${one}: ${VERIFIED}`),
    );
  return [
    {
      title: 'What the processors do meanwhile',
      series,
      ratios: [beside(VERIFIED), beside(SHARE)],
      floors: [],
      notes: [
        `Processor time is that of everything on the machine, its ${cores} cores together; a core’s share of it is the least time in which they can be done with it.`,
        'What is not the browser’s is Keycloak’s and the system’s.',
      ],
    },
  ];
}

async function takeOnce(
  ground: BenchGround,
  realms: BenchRealm[],
  session: CDPSession,
  cores: number,
): Promise<Record<string, number>> {
  const page = await openBare(ground, await signInAll(ground, realms));
  try {
    await waitForRest();
    const [all, browser] = [spentByAll().busy, await spentByBrowser(session)];
    const { clickedAt, doneAt } = await page.evaluate(signOutAllBare);
    const busy = spentByAll().busy - all;
    return {
      [VERIFIED]: doneAt - clickedAt,
      'processor time': busy,
      'processor time of the browser': (await spentByBrowser(session)) - browser,
      [SHARE]: busy / cores,
    };
  } finally {
    await closeTabs(ground);
  }
}
