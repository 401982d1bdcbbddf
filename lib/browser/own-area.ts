import type { KeyedArea } from '../flows/kernel/ports.ts';
import { browser } from './api.ts';
import { ownKey, strip } from './own-keys.ts';

/**
 * The browser's session storage by this instance's own keys, as a page has it that does something itself: never all of it, so that no
 * session's tokens come to it.
 */
export const ownArea: KeyedArea = {
  get: async (keys) => strip(await browser.storage.session.get(keys.map(ownKey))),
  set: (items) =>
    browser.storage.session.set(
      Object.fromEntries(Object.entries(items).map(([key, value]) => [ownKey(key), value])),
    ),
  remove: (keys) => browser.storage.session.remove(keys.map(ownKey)),
};
