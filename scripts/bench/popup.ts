import type { Browser, Page } from 'puppeteer-core';
import {
  allAsked,
  askWorker,
  closePage,
  openExtensionPage,
  openToolbarPopup,
  stopWorker,
  writeRealms,
} from './extension.ts';
import type { Section } from './figures.ts';
import type { BenchGround, BenchRealm } from './ground.ts';
import { waitForRest } from './rest.ts';
import { seriesOf, takeTurns, type Way } from './rounds.ts';
import { ratio, ratioFloor } from './stats.ts';

type Worker = 'warm' | 'cold';

const EMPTY = 'empty popup';

/** Click on the toolbar → first paint → usable, beside an empty extension's popup. The quick bench leaves the cold worker out. */
export async function popup(ground: BenchGround): Promise<Section[]> {
  const workers: Worker[] = ground.quick ? ['warm'] : ['warm', 'cold'];
  const front = await ground.browser.newPage();
  await pinButtons(front, Object.values(ground.ids));
  const some = [ground.realms.slice(0, 1), ground.realms];
  const ways = workers.flatMap((worker) => [
    wayOf(ground, front, worker, null),
    ...some.map((realms) => wayOf(ground, front, worker, realms)),
  ]);
  const series = await takeTurns(ways, ground.quick ? 1 : ground.rounds + 2, 'ms');
  await front.close();
  const beside = (worker: Worker, realms: BenchRealm[], figure: string) =>
    ratio(
      `popup, ${nameOf(worker, realms)}: ${figure}`,
      seriesOf(series, `${nameOf(worker, realms)}: ${figure}`),
      seriesOf(series, `${nameOf(worker, null)}: ${figure}`),
    );
  const all = (figure: string) =>
    workers.flatMap((worker) => some.map((realms) => beside(worker, realms, figure)));
  const usable = all('usable');
  return [
    {
      title: 'Popup: click on the toolbar → first paint → usable',
      series,
      ratios: [...usable, ...all('first paint')],
      floors: usable.map((one) => ratioFloor(one, 1.5)),
      notes: [
        'Usable is what the popup itself says, by a mark once its button and the rows in sight stand with what is known.',
        'The popup had been opened once before for the same realms, so that their last state is known.',
        'With a cold worker the worker had been stopped before the click.',
        'The machine has come to rest before each click.',
        'The buttons are pinned: Chromium takes some 260 ms to bring one out that is not, whichever extension’s it is.',
        'The debugger holds each new page for a moment before it runs, ours and the empty one alike.',
      ],
    },
  ];
}

/** Pins extensions' buttons to the toolbar, as a person who uses them does. */
async function pinButtons(page: Page, ids: string[]): Promise<void> {
  await page.goto('chrome://extensions');
  await page.evaluate(async (all) => {
    type Api = {
      developerPrivate: { updateExtensionConfiguration(update: Record<string, unknown>): Promise<void> };
    };
    const { developerPrivate } = (globalThis as unknown as { chrome: Api }).chrome;
    for (const extensionId of all)
      await developerPrivate.updateExtensionConfiguration({ extensionId, pinnedToToolbar: true });
  }, ids);
  await page.goto('about:blank');
}

function nameOf(worker: Worker, realms: BenchRealm[] | null): string {
  const what = realms ? `${realms.length} ${realms.length === 1 ? 'realm' : 'realms'}` : EMPTY;
  return `${what}, ${worker} worker`;
}

/** @param realms null for the empty extension's popup. */
function wayOf(ground: BenchGround, front: Page, worker: Worker, realms: BenchRealm[] | null): Way {
  const { browser, ids } = ground;
  const id = realms ? ids.noHosts : ids.empty;
  const prepare = async () => {
    const page = await openExtensionPage(browser, id, realms ? '/signed-out.html' : '/back.html');
    if (realms) await rememberOnly(browser, id, page, realms, front);
    if (worker === 'warm') await askWorker(page);
    await closePage(browser, page);
    if (worker === 'cold') await stopWorker(browser, id);
    await front.bringToFront();
  };
  return {
    name: nameOf(worker, realms),
    once: async () => {
      await prepare();
      await waitForRest();
      const clickedAt = Date.now();
      const opened = await openToolbarPopup(browser, id, front);
      const { paint, usable } = await opened.evaluate(readTimes);
      // What the popup has asked for is over before anything else is measured.
      await allAsked(opened, realms?.length ?? 0);
      await closePage(browser, opened);
      return { 'first paint': paint - clickedAt, usable: usable - clickedAt };
    },
  };
}

/** What other parts of the bench have left behind goes, and the popup has been opened once for these realms. */
async function rememberOnly(
  browser: Browser,
  id: string,
  page: Page,
  realms: BenchRealm[],
  front: Page,
): Promise<void> {
  await page.evaluate(() => {
    type Api = { storage: { session: { clear(): Promise<void> } } };
    return (globalThis as unknown as { chrome: Api }).chrome.storage.session.clear();
  });
  await writeRealms(page, []);
  await writeRealms(page, realms);
  await front.bringToFront();
  const popup = await openToolbarPopup(browser, id, front);
  await allAsked(popup, realms.length);
  await closePage(browser, popup);
}

/** Runs in the popup: waits until it has painted and said that it can be used; both in milliseconds since 1970. */
async function readTimes(): Promise<{ paint: number; usable: number }> {
  const first = (type: string, name: string) =>
    new Promise<number>((resolve) => {
      const look = (entries: PerformanceEntry[]) => {
        const found = entries.find((entry) => entry.name === name);
        if (found) resolve(performance.timeOrigin + found.startTime);
      };
      new PerformanceObserver((list) => look(list.getEntries())).observe({ type, buffered: true });
    });
  const [paint, usable] = await Promise.all([first('paint', 'first-paint'), first('mark', 'usable')]);
  return { paint, usable };
}
