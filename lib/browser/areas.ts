import type { Area } from '../flows/ports.ts';
import { browser } from './api.ts';

/**
 * The browser's session storage as an area: in memory, kept while the worker is stopped, gone with the browser, and out
 * of reach of web pages. With incognito "split" each of the two workers has a prefix of its own, so that neither ever
 * acts on the other's sessions.
 */
export function sessionArea(): Area {
  const prefix = browser.extension.inIncognitoContext ? 'private/' : 'normal/';
  const strip = (items: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(items).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
      ),
    );
  return {
    get: async (keys) => strip(await browser.storage.session.get(keys?.map((key) => prefix + key) ?? null)),
    set: (items) =>
      browser.storage.session.set(
        Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value])),
      ),
    remove: (keys) => browser.storage.session.remove(keys.map((key) => prefix + key)),
  };
}
