import { GECKO_ID } from './addresses.ts';
import type { TestPage } from './browser.ts';
import { type Clickable, clickControl } from './click.ts';
import { inChrome, type Send } from './firefox-bidi.ts';
import { clickAt, wrapPage } from './firefox-page.ts';
import { waitFor } from './wait-for.ts';

/** The popup's page where a panel shows it: not where Firefox loads it ahead, while the mouse is still down. */
const SHOWN = `[...document.querySelectorAll('panel browser.webextension-popup-browser')].find(
  (one) => one.closest('panel').state === 'open' && one.currentURI.spec.includes('/popup.html'))`;

/**
 * Opens the popup by a click of the mouse on the extension's button in the toolbar.
 * @returns the page in the browser's own panel, which closes as any does: when a tab comes up, or something else is clicked.
 */
export async function openByButton(send: Send): Promise<TestPage> {
  await inChrome(send, CLICK);
  return findPanel(send);
}

/** Waits for the popup in the browser's own panel, whoever has opened it. */
export async function findPanel(send: Send): Promise<TestPage> {
  const context = await waitFor('the popup in its panel', async () => {
    const id = await inChrome(send, ID_OF_SHOWN);
    return id === 'null' ? null : id;
  });
  const page = wrapPage(send, context);
  // To bring the panel's tab to the front, as is done for a click in a tab, would close it.
  const panel: Clickable = { evaluate: page.evaluate as never, clickAt: (at) => clickAt(send, context, at) };
  return { ...page, click: (name) => clickControl(panel, name), close: () => hide(send) };
}

async function hide(send: Send): Promise<void> {
  await inChrome(send, `(async () => ${SHOWN}?.closest('panel').hidePopup())()`);
}

/** By the library's own events, which are a mouse's as far as the browser can tell. */
const CLICK = `(async () => {
  const button = document.querySelector('.unified-extensions-item-action-button[data-extensionid="${GECKO_ID}"]');
  const { x, y, width, height } = button.getBoundingClientRect();
  const { event } = ChromeUtils.importESModule('chrome://remote/content/shared/webdriver/Event.sys.mjs');
  await event.synthesizeMouseAtPoint(x + width / 2, y + height / 2, {}, window);
})()`;

/** WebDriver BiDi looks for a page among tabs alone, so it is told of the one in the panel, which has then all that a tab's page has. */
const ID_OF_SHOWN = `(async () => {
  const { NavigableManager: all } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
  const browser = ${SHOWN};
  if (!browser) return null;
  browser.permanentKey ??= {};
  const inTab = Object.getPrototypeOf(all).getBrowserById;
  const popups = () => [...document.querySelectorAll('browser.webextension-popup-browser')];
  all.getBrowserById = (id) => inTab.call(all, id) ?? popups().find((one) => all.getIdForBrowser(one) === id) ?? null;
  return all.getIdForBrowser(browser);
})()`;
