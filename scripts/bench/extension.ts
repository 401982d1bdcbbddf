import { type Browser, type Page, type Target, TargetType } from 'puppeteer-core';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Settings, type Show } from '../../lib/settings/schema.ts';
import { writeSettings } from '../../tests/support/in-page.ts';
import { waitFor } from '../../tests/support/wait-for.ts';
import type { BenchRealm } from './ground.ts';

const LIMIT_MS = 60_000;

/** Opens a page of an extension in a tab. */
export async function openExtensionPage(browser: Browser, id: string, path: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`chrome-extension://${id}${path}`);
  return page;
}

/** Opens an extension's popup as a click on its button in the toolbar does, and waits until it is there. */
export async function openToolbarPopup(browser: Browser, id: string, front: Page): Promise<Page> {
  const extension = (await browser.extensions()).get(id);
  if (!extension) throw new Error(`no extension ${id}`);
  const isPopup = (target: Target) => target.url().startsWith(`chrome-extension://${id}/popup.html`);
  const opened = browser.waitForTarget(isPopup, { timeout: LIMIT_MS });
  await Promise.all([front.triggerExtensionAction(extension), opened]);
  return (await opened).asPage();
}

/** Closes a page, and waits until the browser says that it has gone. */
export async function closePage(browser: Browser, page: Page): Promise<void> {
  const target = page.target();
  await page.close();
  await waitFor('the page to go', () => !browser.targets().includes(target), LIMIT_MS);
}

/** The settings document for some realms. */
export function settingsOf(realms: BenchRealm[], show: Show): Settings {
  const full = realms.map(({ name, issuer }) => ({ ...REALM_DEFAULTS, id: name, issuer, label: name }));
  const signOut = { ...EMPTY_SETTINGS.signOut, show };
  return { ...EMPTY_SETTINGS, realms: full, signOut };
}

/**
 * Writes settings for some realms, from a page of ours.
 * @param show where a sign-out's results are shown; on a page where not given.
 */
export function writeRealms(page: Page, realms: BenchRealm[], show: Show = 'tab'): Promise<void> {
  return page.evaluate(writeSettings, settingsOf(realms, show));
}

/**
 * Waits until a popup has asked all its realms.
 * @param count how many it has; the empty one has none.
 */
export async function allAsked(popup: Page, count: number): Promise<void> {
  const isQuiet = (wanted: number): boolean => {
    const rows = [...document.querySelectorAll<HTMLElement>('li[data-realm]')];
    const asked = rows.filter((row) => row.dataset.state !== 'unknown' && !row.querySelector('.bar'));
    return asked.length === wanted;
  };
  await waitFor('all realms to be asked', () => popup.evaluate(isQuiet, count), LIMIT_MS);
}

/** Asks an extension's worker from a page of the extension, which wakes it; ours and the empty one answer this. */
export function askWorker(page: Page): Promise<number> {
  return page.evaluate(async () => {
    type Api = { runtime: { sendMessage(message: unknown): Promise<unknown> } };
    const { chrome } = globalThis as unknown as { chrome: Api };
    const askedAt = performance.now();
    const answer = await chrome.runtime.sendMessage({ kind: 'awake', payload: {} });
    if (!answer) throw new Error('the worker does not answer');
    return performance.now() - askedAt;
  });
}

/** Stops an extension's worker as the browser itself does, where it runs, and waits until it has gone. */
export async function stopWorker(browser: Browser, id: string): Promise<void> {
  const isStopped = async (): Promise<boolean> => {
    const target = workerOf(browser, id);
    // Again and again: a tab that has just been closed may still wake it.
    if (target) await (await target.worker())?.close();
    return !target;
  };
  await waitFor('the worker to stop', isStopped, LIMIT_MS);
}

/** An extension's worker while it runs. */
export function workerOf(browser: Browser, id: string): Target | undefined {
  return browser
    .targets()
    .find((one) => one.type() === TargetType.SERVICE_WORKER && one.url().includes(`//${id}/`));
}

/** How much memory scripts hold behind a target once what nobody needs has been collected, MB of 1000 kB. */
export async function heapOf(target: Target): Promise<number> {
  const session = await target.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}
