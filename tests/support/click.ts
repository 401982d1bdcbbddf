import { type Point, pointOf, stateFor, takeClick } from './in-page.ts';
import { waitFor } from './wait-for.ts';

/** What a page has to offer for a click: it runs a function of the page in it, and clicks at a point. */
export type Clickable = {
  evaluate<R>(run: (name: string) => R, name: string): Promise<R>;
  clickAt(point: Point): Promise<void>;
};

/** How long a page at work may take to hear of a click, milliseconds. */
const HEARD_MS = 2_000;

/**
 * Clicks as a person would: a row that is drawn anew between the look and the click moves its buttons, and a page drops what comes before
 * its first picture, so a click that was not heard is made again; not before the page has had its time, as one that is at work hears late.
 * @throws {Error} where the control does not come, with what may have stood in the way.
 */
export async function clickControl(page: Clickable, name: string): Promise<void> {
  // A page that the click has closed, or led on, can be asked nothing.
  const heard = (): Promise<boolean> => page.evaluate(takeClick, name).catch(() => true);
  // What was heard of an earlier click is not of this one.
  await heard();
  let made = false;
  const click = async (): Promise<boolean> => {
    if (made && (await heard())) return true;
    const point = await page.evaluate(pointOf, name);
    if (!point) return false;
    await page.clickAt(point);
    made = true;
    return waitFor('the page to hear of it', heard, HEARD_MS);
  };
  await waitFor(`a control named “${name}”`, click).catch(async (cause: Error) => {
    const state = await page.evaluate(stateFor, name).catch(String);
    throw new Error(`${cause.message}; the page: ${state}`, { cause });
  });
}
