import type { Browser, Page } from 'puppeteer-core';
import { LIMITS } from '../../lib/flows/kernel/limits.ts';
import type { Show } from '../../lib/settings/schema.ts';
import { waitFor } from '../../tests/support/wait-for.ts';
import { openExtensionPage, openToolbarPopup, writeRealms } from './extension.ts';
import type { BenchRealm } from './ground.ts';
import { type Checked, checked, clickAll, clickedAt, resultsOf, watchRealms } from './ours-in-page.ts';

const LIMIT_MS = 60_000;

/** One click on "Sign out everywhere": when, and when each realm's row said `verified`, milliseconds since 1970. */
export type OurSignOut = { clickedAt: number; verifiedAt: Record<string, number>; checked: Checked };

/** A page, of whatever driver. */
export type Evaluates = {
  evaluate<A extends unknown[], R>(run: (...args: A) => R | Promise<R>, ...args: A): Promise<Awaited<R>>;
};

/** What is wanted of a sign-out. */
export type Wanted = {
  /** Which of the two of ours. */
  id: string;
  realms: BenchRealm[];
  show: Show;
  /** Names of realms that are not waited for: they are down or slow. */
  except?: string[];
};

/**
 * Signs out of realms by our own popup, as a person does: it is opened, its check is let run to its end, and its button
 * is clicked. The browser's sessions are there already.
 * @throws {Error} where a realm that is waited for ends in anything but `verified`.
 */
export async function signOutByPopup(browser: Browser, wanted: Wanted): Promise<OurSignOut> {
  const { id, realms, show, except = [] } = wanted;
  const names = realms.map(({ name }) => name).filter((name) => !except.includes(name));
  const watcher = await openExtensionPage(browser, id, '/manifest.json');
  await writeRealms(watcher, realms, show);
  return clickOnce(plain(watcher), async () => plain(await openToolbarPopup(browser, id, watcher)), names);
}

/** The library's type for what goes in and out cannot be told apart from handles; what is passed here is JSON. */
function plain(page: Page): Evaluates {
  return {
    evaluate: (run, ...args) => page.evaluate(run as never, ...(args as unknown as never[])) as never,
  };
}

/**
 * Opens a popup, lets its check run to its end, clicks, and waits for the results.
 * @param watcher another page of the same extension.
 * @param names the realms to wait for.
 * @throws {Error} where one of them ends in anything but `verified`.
 */
export async function clickOnce(
  watcher: Evaluates,
  openPopup: () => Promise<Evaluates>,
  names: string[],
): Promise<OurSignOut> {
  await watcher.evaluate(watchRealms);
  const popup = await openPopup();
  const found = await waitForCheck(watcher, names);
  const at = await click(popup, watcher);
  return { clickedAt: at, verifiedAt: await watcher.evaluate(resultsOf, names, LIMIT_MS), checked: found };
}

/**
 * Waits until the popup's check is over, and what each session holds has been told, or has not within the time that the
 * product itself gives that question.
 */
function waitForCheck(watcher: Evaluates, names: string[]): Promise<Checked> {
  let overAt = 0;
  const ask = async (): Promise<Checked | null> => {
    const found = await watcher.evaluate(checked, names);
    if (found) overAt ||= Date.now();
    const isOver = found?.told === names.length || (overAt && Date.now() - overAt > LIMITS.account);
    return isOver ? found : null;
  };
  return waitFor(`the check of ${names.length} realms`, ask, LIMIT_MS);
}

function click(popup: Evaluates, watcher: Evaluates): Promise<number> {
  return waitFor('the click', async () => {
    const at = await watcher.evaluate(clickedAt);
    if (at === null) await popup.evaluate(clickAll);
    return at;
  });
}
