import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { enterOn, focusComesTo, tabTo } from '../support/keyboard.ts';
import { expectText, LIMIT_MS } from './bed.ts';
import { toggle, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

/** Waits until the line above the rules says what happens by itself. */
function expectSum(page: TestPage, text: string): Promise<void> {
  const read = () => document.querySelector('.sum')?.textContent ?? '';
  return expect.poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 }).toBe(text);
}

async function openRules(): Promise<TestPage> {
  const page = await openOptions('automatic');
  await expectSum(page, 'Nothing happens by itself.');
  return page;
}

describe('the rules by which somebody is signed out', () => {
  it('are off until they are switched on, and say together what will happen', async () => {
    await bed.launch();
    const page = await openRules();
    await toggle(page, 'Without input');
    await expectSum(page, 'You are signed out after 10 minutes without input.');
    await toggle(page, 'When the screen locks');
    await toggle(page, 'At set times');
    await expectSum(
      page,
      'You are signed out after 10 minutes without input, when the screen locks, and at 17:30 (Mon, Tue, Wed, Thu, and Fri).',
    );
    expect(await accessibilityFaults(page)).toEqual([]);
    // They are kept.
    const next = await openOptions('automatic');
    await expectText(next, 'when the screen locks, and at 17:30');
  });

  it('take values by keyboard, and none that they cannot have', async () => {
    await bed.launch();
    const page = await openRules();
    await toggle(page, 'Without input');
    await tabTo(page, 'Minutes without input');
    await page.evaluate(() => document.querySelector<HTMLInputElement>('#idle-minutes')?.select());
    await page.type('5');
    await page.press('Enter');
    await expectSum(page, 'You are signed out after 5 minutes without input.');
    await page.evaluate(() => document.querySelector<HTMLInputElement>('#idle-minutes')?.select());
    await page.type('0');
    await page.press('Enter');
    await expectSum(page, 'You are signed out after 5 minutes without input.');
  });

  it('lose a time of day, and then have none, which is said', async () => {
    await bed.launch();
    const page = await openRules();
    await toggle(page, 'At set times');
    await enterOn(page, 'Remove 17:30');
    await expectText(page, 'Choose a time and a day; until then nothing happens.');
    await focusComesTo(page, 'Another time');
    await expectSum(page, 'Nothing happens by itself.');
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('input[type=time]');
      if (field) field.value = '12:00';
    });
    await page.click('Add time');
    await toggle(page, 'Mon');
    await expectSum(page, 'You are signed out at 12:00 (Tue, Wed, Thu, and Fri).');
  });
});
