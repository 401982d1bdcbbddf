import type { Cause } from '../../lib/keycloak/diagnosis.ts';
import type { TestBrowser } from './browser.ts';
import { waitFor } from './wait-for.ts';

const LIMIT_MS = 60_000;

/**
 * Tests a realm on the options page, as an admin does, and waits until it is done.
 * @returns the causes that are named.
 */
export async function readTest(browser: TestBrowser, label: string): Promise<Cause[]> {
  const options = await browser.openExtensionPage('/options.html');
  await options.click(`Test ${label}`);
  const named = () =>
    options.evaluate(() => {
      const done = document.querySelector('[data-test][aria-busy="false"]');
      const all = done && [...done.querySelectorAll('[data-cause][data-state="wrong"]')];
      return all?.map((one) => one.getAttribute('data-cause') ?? '');
    });
  const causes = await waitFor('the test to be done', named, LIMIT_MS);
  return causes as Cause[];
}
