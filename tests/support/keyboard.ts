import type { TestPage } from './browser.ts';
import { waitFor } from './wait-for.ts';

/** More stops than any page has. */
const STOPS = 60;

/** Onwards, or back. */
type Direction = 'Tab' | 'Shift+Tab';

/**
 * Goes by Tab until the control of an accessible name, or of a label, has the focus. It does not pass the page's end:
 * what comes there is the browser's own.
 * @throws {Error} where Tab does not lead to it.
 */
export async function tabTo(page: TestPage, name: string, direction: Direction = 'Tab'): Promise<void> {
  for (let stop = 0; stop < STOPS; stop += 1) {
    if ((await focusedName(page)) === name) return;
    await page.press(direction);
  }
  throw new Error(`${direction} does not lead to “${name}”`);
}

/** Goes by Tab to a control and presses Enter. */
export async function enterOn(page: TestPage, name: string, direction: Direction = 'Tab'): Promise<void> {
  await tabTo(page, name, direction);
  await page.press('Enter');
}

/** Waits until the focus has come to the control of a name by itself. */
export async function focusComesTo(page: TestPage, name: string): Promise<void> {
  await waitFor(`the focus on “${name}”`, async () => (await focusedName(page)) === name);
}

function focusedName(page: TestPage): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || !document.hasFocus()) return '';
    const label = (focused as HTMLInputElement).labels?.[0]?.textContent;
    return (focused.getAttribute('aria-label') ?? label ?? focused.textContent).replace(/\s+/g, ' ').trim();
  });
}
