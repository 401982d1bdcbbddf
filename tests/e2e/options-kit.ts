import { expect } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { type Bed, useBed } from './bed.ts';

/** The bed of a file of tests, and a way of opening the options in its browser. */
export function useOptions(): { bed: Bed; openOptions: () => Promise<TestPage> } {
  const bed = useBed();
  return { bed, openOptions: () => bed.browser.openExtensionPage('/options.html') };
}

/** Types an address into its field and sends the form, by keyboard. */
export async function add(page: TestPage, address: string): Promise<void> {
  await tabTo(page, 'Address of the realm');
  await page.type(address);
  await page.press('Enter');
}

/** Waits until the list holds these labels in this order. */
export async function expectList(page: TestPage, ...labels: string[]): Promise<void> {
  const read = () => [...document.querySelectorAll('li[data-realm] b')].map((label) => label.textContent);
  await expect.poll(() => page.evaluate(read), { timeout: 10_000, interval: 25 }).toEqual(labels);
}

/** What stands in the field for an address. */
export function typed(page: TestPage): Promise<string> {
  return page.evaluate(() => document.querySelector<HTMLInputElement>('#address')?.value ?? '');
}
