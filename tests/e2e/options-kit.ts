import { expect } from 'vitest';
import { linkTo, type PageName } from '../../lib/ui/options/places.ts';
import type { TestPage } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { type Bed, LIMIT_MS, useBed } from './bed.ts';

/** The bed of a file of tests, and a way of opening the options in its browser, at the realms or another page. */
export function useOptions(): { bed: Bed; openOptions: (page?: PageName) => Promise<TestPage> } {
  const bed = useBed();
  return {
    bed,
    openOptions: (page) => bed.browser.openExtensionPage(`/options.html${page ? linkTo(page) : ''}`),
  };
}

/** Types an address into its field and sends the form, by keyboard. */
export async function add(page: TestPage, address: string): Promise<void> {
  await tabTo(page, 'Address of the realm');
  await page.type(address);
  await page.press('Enter');
}

/** Waits until the list holds these labels in this order. */
export async function expectList(page: TestPage, ...labels: string[]): Promise<void> {
  const read = () => [...document.querySelectorAll('li[data-realm] bdi')].map((label) => label.textContent);
  await expect.poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 }).toEqual(labels);
}

/** What stands in the field for an address. */
export function typed(page: TestPage): Promise<string> {
  return page.evaluate(() => document.querySelector<HTMLInputElement>('#address')?.value ?? '');
}

/** Waits until a page is the one that is shown, its link marked, and no other is. */
export async function expectPage(page: TestPage, title: string): Promise<void> {
  const read = () => ({
    shown: [...document.querySelectorAll('h1')]
      .filter((one) => one.checkVisibility())
      .map((one) => one.textContent),
    marked: [...document.querySelectorAll('nav [aria-current=page]')].map((one) => one.textContent),
    titled: document.title.split(' · ')[0],
  });
  await expect
    .poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 })
    .toEqual({ shown: [title], marked: [title], titled: title });
}

/** Clicks a switch or a box by its label. */
export function toggle(page: TestPage, label: string): Promise<void> {
  return page.evaluate((text) => {
    const all = [...document.querySelectorAll('label')];
    all.find(({ textContent }) => textContent === text)?.click();
  }, label);
}
