/**
 * Runs in an app's page: empties its session storage, and tells whether the page holds input that a person would lose. It
 * stands alone, as it is sent there by its text.
 */
export function emptyPage(): boolean {
  sessionStorage.clear();
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
  return (
    changed || leaving.defaultPrevented || Boolean(leaving.returnValue && leaving.returnValue !== 'true')
  );
}
