import {
  allAsked,
  askWorker,
  closePage,
  heapOf,
  openExtensionPage,
  openToolbarPopup,
  stopWorker,
  workerOf,
  writeRealms,
} from './extension.ts';
import type { Ratio, Section, Series } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { seriesOf, takeTurns, type Way } from './rounds.ts';
import { ratio } from './stats.ts';

const [OURS, EMPTY] = ['ours', 'empty extension'] as const;

/** The worker's start, and the memory of worker and popup, beside an empty extension's. */
export async function worker(ground: BenchGround): Promise<Section[]> {
  return [await starts(ground), await memory(ground)];
}

async function starts({ browser, ids, rounds }: BenchGround): Promise<Section> {
  const way = (name: string, id: string, path: string): Way => ({
    name,
    once: async () => {
      const page = await openExtensionPage(browser, id, path);
      await stopWorker(browser, id);
      const cold = await askWorker(page);
      const warm = await askWorker(page);
      await closePage(browser, page);
      return { 'first answer of a stopped worker': cold, 'answer of a running worker': warm };
    },
  });
  const ways = [way(EMPTY, ids.empty, '/back.html'), way(OURS, ids.noHosts, '/signed-out.html')];
  const series = await takeTurns(ways, rounds, 'ms');
  const figures = ['first answer of a stopped worker', 'answer of a running worker'];
  const ratios = figures.map((figure) => beside(series, OURS, figure));
  return {
    title: 'Worker: from a message to its answer',
    series,
    ratios,
    floors: [],
    notes: ['Asked by a page of the extension, with a message that gives the worker nothing else to do.'],
  };
}

async function memory({ browser, ids, rounds, realms }: BenchGround): Promise<Section> {
  const front = await browser.newPage();
  const way = (name: string, id: string, path: string, some: BenchRealm[]): Way => ({
    name,
    once: async () => {
      const page = await openExtensionPage(browser, id, path);
      if (some.length > 0) await writeRealms(page, some);
      await stopWorker(browser, id);
      await front.bringToFront();
      await closePage(browser, page);
      const popup = await openToolbarPopup(browser, id, front);
      await askWorker(popup);
      await allAsked(popup, some.length);
      const running = workerOf(browser, id);
      if (!running) throw new Error(`${name}: no worker after its answer`);
      const used = { worker: await heapOf(running), popup: await heapOf(popup.target()) };
      await closePage(browser, popup);
      return used;
    },
  });
  const ours = [realms.slice(0, 1), realms];
  const ways = [
    way(EMPTY, ids.empty, '/back.html', []),
    ...ours.map((some) => way(withRealms(some), ids.noHosts, '/signed-out.html', some)),
  ];
  const series = await takeTurns(ways, rounds, 'MB');
  await front.close();
  return {
    title: 'Memory: what scripts hold',
    series,
    ratios: ours.flatMap((some) => ['worker', 'popup'].map((part) => beside(series, withRealms(some), part))),
    floors: [],
    notes: [
      'The JavaScript heap once all realms have been asked and what nobody needs has been collected; MB of 1000 kB.',
    ],
  };
}

function beside(series: Series[], name: string, figure: string): Ratio {
  const full = `${name}: ${figure}`;
  return ratio(full, seriesOf(series, full), seriesOf(series, `${EMPTY}: ${figure}`));
}

function withRealms({ length }: BenchRealm[]): string {
  return `${OURS}, ${length} ${length === 1 ? 'realm' : 'realms'}`;
}
