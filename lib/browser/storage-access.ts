import { ignore } from '../errors/ignore.ts';
import { browser } from './api.ts';

/** A storage area in Chromium, whose types the polyfill does not know. */
type Closable = { setAccessLevel(access: { accessLevel: 'TRUSTED_CONTEXTS' }): Promise<void> };

/**
 * Closes what is stored to scripts in web pages, those that this extension runs in apps' tabs too. Older Chromiums let only some areas be
 * closed; Firefox none, but for the one with the tokens, which is closed by itself.
 * @see https://developer.chrome.com/docs/extensions/reference/api/storage#method-StorageArea-setAccessLevel
 * @see https://bugzilla.mozilla.org/show_bug.cgi?id=1724754
 */
export function closeStorageToPages(): void {
  if (import.meta.env.FIREFOX) return;
  const { local, managed, session } = browser.storage as unknown as Record<string, Closable>;
  for (const area of [local, managed, session])
    area?.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' }).catch(ignore);
}
