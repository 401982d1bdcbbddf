import type { Page } from 'puppeteer-core';
import type { LaunchOptions, TestPage } from './browser.ts';
import { clickControl } from './click.ts';
import type { Point } from './in-page.ts';

async function clickAt(page: Page, { x, y }: Point): Promise<void> {
  await page.mouse.click(x, y).catch((error: Error) => {
    // A popup that opens a tab goes away with the click, which has then been made.
    if (!page.isClosed() && !/closed|detached/i.test(error.name + error.message)) throw error;
  });
}

/** A page with the verbs of the tests. */
export async function wrapPage(page: Page, options: LaunchOptions): Promise<TestPage> {
  const scheme = options.dark ? 'dark' : 'light';
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  return {
    url: async () => page.url(),
    evaluate: (run, ...args) => page.evaluate(run as never, ...(args as unknown as never[])) as never,
    click: async (name) => {
      // A question of the browser stands only over the tab in front.
      if (options.asks && !page.url().includes('/popup.html')) await page.bringToFront();
      await clickControl(
        { evaluate: (run, of) => page.evaluate(run, of) as never, clickAt: (at) => clickAt(page, at) },
        name,
      );
    },
    press: async (key) => {
      if (key !== 'Shift+Tab') return page.keyboard.press(key);
      await page.keyboard.down('Shift');
      await page.keyboard.press('Tab');
      await page.keyboard.up('Shift');
    },
    type: (text) => page.keyboard.type(text),
    inject: async (source) => {
      await page.evaluate(`${source};null`);
    },
    resize: (width) => page.setViewport({ width, height: 900 }),
    screenshot: async (path) => {
      await page.screenshot({ path: path as `${string}.png`, fullPage: true });
    },
    close: () => page.close(),
  };
}
