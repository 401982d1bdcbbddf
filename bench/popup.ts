import type { Page } from 'puppeteer-core';
import { beside, type Figure, took } from './figures.ts';
import { closePage, forgetAll, issuersOf, openPopup, writeRealms } from './ours.ts';
import type { Rig, Which } from './rig.ts';
import { takeRounds } from './rounds.ts';
import { signInAll } from './sessions.ts';
import { rest, rowsAre } from './watch-rows.ts';

/** From the click on the toolbar until the popup says that it can be used, with fifty realms, beside an empty extension's. */
export async function popup(rig: Rig): Promise<Figure[]> {
  await signInAll(rig.browser, []);
  await writeRealms(rig.desks.allowed, rig.realms, 'background');
  const empty = () => open(rig, 'empty', async () => undefined);
  const ours = () => open(rig, 'allowed', (page) => allAsked(rig, page));
  const warm = await takeRounds(15, { empty, ours });
  const cold = await takeRounds(4, { empty, ours: () => forgetAll(rig, 'allowed').then(ours) });
  return [
    took('empty extension', warm.empty),
    took('ours', warm.ours),
    beside('ours / empty extension', warm.ours, warm.empty, 1.5),
    beside('ours cold / empty extension', cold.ours, cold.empty),
  ];
}

/** @param isOver waits until the popup has done all that it does by itself: it must not take from what comes next. */
async function open(rig: Rig, which: Which, isOver: (page: Page) => Promise<unknown>): Promise<number> {
  const clickedAt = Date.now();
  const page = await openPopup(rig.browser, rig.ids[which], rig.desks[which]);
  const usableAt = await page.evaluate(markedAt, 'usable');
  await isOver(page);
  await closePage(page);
  return usableAt - clickedAt;
}

async function allAsked({ realms }: Rig, page: Page): Promise<void> {
  await page.evaluate(rowsAre, issuersOf(realms), ['signed-out']);
  await page.evaluate(rest, 400);
}

/** Runs in a popup: when it set a mark, milliseconds since 1970; waits for it. */
function markedAt(name: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (list: PerformanceObserverEntryList): void => {
      const found = list.getEntriesByName(name)[0];
      if (found) resolve(performance.timeOrigin + found.startTime);
    };
    new PerformanceObserver(look).observe({ type: 'mark', buffered: true });
  });
}
