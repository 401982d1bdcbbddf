import { writeFile } from 'node:fs/promises';
import type { TestPage } from './browser.ts';
import { clickControl } from './click.ts';
import { evaluateIn, type Send } from './firefox-bidi.ts';
import { type KeyAction, pressing, typing } from './firefox-keys.ts';
import type { Point } from './in-page.ts';

/** Whether a page has loaded. */
export function loaded(page: TestPage): Promise<boolean> {
  return page.evaluate(() => document.readyState === 'complete');
}

/** A tab with the verbs of the tests. */
export function wrapPage(send: Send, context: string): TestPage {
  const evaluate = async (run: (...args: never[]) => unknown, ...args: unknown[]): Promise<never> => {
    const call = `(async () => JSON.stringify((await (${run.toString()})(...${JSON.stringify(args)})) ?? null))()`;
    return JSON.parse(await evaluateIn(send, context, call)) as never;
  };
  return {
    url: () => evaluate(() => location.href),
    evaluate: evaluate as TestPage['evaluate'],
    click: (name) =>
      clickControl({ evaluate: evaluate as never, clickAt: (at) => clickInTab(send, context, at) }, name),
    press: (key) => pressKeys(send, context, pressing(key)),
    type: (text) => pressKeys(send, context, typing(text)),
    inject: async (source) => {
      await evaluateIn(send, context, `${source};'null'`);
    },
    resize: async (width) => {
      await send('browsingContext.setViewport', { context, viewport: { width, height: 900 } });
    },
    screenshot: async (path) => {
      const { data } = await send<{ data: string }>('browsingContext.captureScreenshot', {
        context,
        origin: 'document',
      });
      await writeFile(path, Buffer.from(data, 'base64'));
    },
    close: async () => {
      await send('browsingContext.close', { context });
    },
  };
}

async function clickInTab(send: Send, context: string, at: Point): Promise<void> {
  await send('browsingContext.activate', { context });
  await clickAt(send, context, at);
}

/** Clicks with the mouse in a page that is in sight. */
export async function clickAt(send: Send, context: string, { x, y }: Point): Promise<void> {
  const actions = [
    { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  await send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
}

async function pressKeys(send: Send, context: string, actions: KeyAction[]): Promise<void> {
  await send('browsingContext.activate', { context });
  await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
}
