import type { Area } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';

/**
 * The browser's session storage as an area: in memory, kept while the worker is stopped, gone with the browser, and out
 * of reach of web pages. With incognito "split" each of the two workers has a prefix of its own, so that neither ever
 * acts on the other's sessions.
 */
export function sessionArea(): Area {
  const prefix = ownPrefix();
  return {
    get: async (keys) => strip(await browser.storage.session.get(keys?.map((key) => prefix + key) ?? null)),
    set: (items) =>
      browser.storage.session.set(
        Object.fromEntries(Object.entries(items).map(([key, value]) => [prefix + key, value])),
      ),
    remove: (keys) => browser.storage.session.remove(keys.map((key) => prefix + key)),
  };
}

type Early = { earlyRecords?: Promise<Items> | undefined };

type Items = Record<string, unknown>;

/** Begins to read the whole area while the scripts of a page are still on their way. */
export function readEarly(): void {
  (globalThis as Early).earlyRecords = browser.storage.session.get(null);
}

/**
 * What `readEarly` has begun to read, once.
 * @returns null where it has not been called, or its answer been taken.
 */
export async function takeEarlyRecords(): Promise<Items | null> {
  const early = globalThis as Early;
  const records = early.earlyRecords;
  early.earlyRecords = undefined;
  return records ? strip(await records) : null;
}

function ownPrefix(): string {
  return browser.extension.inIncognitoContext ? 'private/' : 'normal/';
}

function strip(items: Items): Items {
  const prefix = ownPrefix();
  return Object.fromEntries(
    Object.entries(items).flatMap(([key, value]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}
