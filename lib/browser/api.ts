import type { Browser } from 'webextension-polyfill';

export type { Runtime, Tabs } from 'webextension-polyfill';

type BrowserGlobals = { browser: Browser; chrome: Browser };

const globals = globalThis as unknown as BrowserGlobals;

/**
 * The one place that brings the browser's own API in; everything else takes ports. The oldest browsers that this extension
 * installs in answer by promises themselves, so the polyfill gives its types and no code.
 */
export const browser: Browser = import.meta.env.FIREFOX ? globals.browser : globals.chrome;
