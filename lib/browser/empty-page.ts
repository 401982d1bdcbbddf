/** How a page stands: with input that a person would lose; about to go; blank, with all emptied; or it is of another origin. */
export type PageSays = 'unsaved' | 'stays' | 'emptied' | 'elsewhere';

/**
 * Runs in an app's page: empties its session storage, which no browser API reaches, and its local storage, and has a blank page take
 * its place. It stands alone, as it is sent there by its text.
 * @param origin the app's: a blank page has the one of the page in whose place it stands.
 * @param all also caches and databases, which else go by the browser's own API; in Firefox alone.
 * @param goes whether it goes, unless it holds such input: once is enough.
 */
export async function emptyPage(origin: string, all: boolean, goes: boolean): Promise<PageSays> {
  if (self.origin !== origin) return 'elsewhere';
  sessionStorage.clear();
  localStorage.clear();
  if (import.meta.env.FIREFOX && all) {
    // Caches exist in a secure context only.
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
    // Asked for, not waited for: one that the page holds open goes when the page does.
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  }
  if (location.href === 'about:blank') return 'emptied';
  const changed = [
    ...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea'),
  ].some(
    (field) =>
      !/^(hidden|submit|button|reset|search)$/.test(field.type) && field.value !== field.defaultValue,
  );
  // Only an event of this kind makes the handlers that pages set for it give their answer.
  const leaving = document.createEvent('BeforeUnloadEvent');
  leaving.initEvent('beforeunload', false, true);
  window.dispatchEvent(leaving);
  const isUnsaved = changed || leaving.defaultPrevented || String(leaving.returnValue) === 'false';
  if (isUnsaved) return 'unsaved';
  if (goes) location.replace('about:blank');
  return 'stays';
}
