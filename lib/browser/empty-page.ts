/**
 * Runs in an app's page: empties its session storage, which no browser API reaches, and its local storage, and tells
 * whether the page holds input that a person would lose. It stands alone, as it is sent there by its text.
 * @param all also caches and databases, which else go by the browser's own API.
 */
export async function emptyPage(all: boolean): Promise<boolean> {
  sessionStorage.clear();
  localStorage.clear();
  if (all) {
    // Caches exist in a secure context only.
    for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
    // Asked for, not waited for: one that the page holds open goes when the page does.
    for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
  }
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
  return changed || leaving.defaultPrevented || String(leaving.returnValue) === 'false';
}
