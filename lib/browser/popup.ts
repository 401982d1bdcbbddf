import { browser } from './api.ts';

/**
 * Opens the popup, where it does not stand.
 * @param query what its address says this once; the popup that a person opens next says nothing of it.
 * @returns whether it was opened: not every browser does that without a click.
 */
export async function openPopup(query = ''): Promise<boolean> {
  const { action } = browser;
  await action.setPopup({ popup: `/popup.html${query}` });
  const opened = await action.openPopup().then(
    () => true,
    () => false,
  );
  await action.setPopup({ popup: '/popup.html' });
  return opened;
}
