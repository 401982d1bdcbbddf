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
  // In a page that is not drawn yet Tab leads out into the browser's own controls.
  await waitFor(
    `“${name}” to stand in the page`,
    async () => (await page.evaluate(control, name)) !== 'absent',
  );
  for (let stop = 0; stop < STOPS; stop += 1) {
    if ((await page.evaluate(control, name)) === 'focused') return;
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
  await waitFor(`the focus on “${name}”`, async () => (await page.evaluate(control, name)) === 'focused');
}

/** Runs in a page: what has become of the control of an accessible name, or of a label. */
function control(name: string): 'absent' | 'there' | 'focused' {
  const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]');
  const named = [...all].filter((one) => {
    const label = (one as HTMLInputElement).labels?.[0]?.textContent;
    const said = one.getAttribute('aria-label') ?? label ?? one.textContent;
    return said.replace(/\s+/g, ' ').trim() === name;
  });
  if (named.length === 0) return 'absent';
  return document.hasFocus() && named.some((one) => one === document.activeElement) ? 'focused' : 'there';
}
