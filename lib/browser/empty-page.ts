/**
 * Runs in an app's page: empties what the page's origin keeps, its session storage too, which no browser API reaches, and
 * tells whether the page holds input that a person would lose. It stands alone, as it is sent there by its text.
 */
export async function emptyPage(): Promise<boolean> {
  sessionStorage.clear();
  localStorage.clear();
  const drop = (name: string) =>
    new Promise<void>((done) => {
      const request = indexedDB.deleteDatabase(name);
      // One that the page holds open goes when the page does.
      for (const event of ['success', 'error', 'blocked']) request.addEventListener(event, () => done());
    });
  const databases = await indexedDB.databases();
  await Promise.all(databases.map(({ name }) => (name ? drop(name) : undefined)));
  // Neither exists on a page without a secure context.
  const kept = await globalThis.caches?.keys();
  await Promise.all((kept ?? []).map((name) => caches.delete(name)));
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
