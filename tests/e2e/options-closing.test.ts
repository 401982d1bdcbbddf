import { describe, expect, it } from 'vitest';
import { focusComesTo, tabTo } from '../support/keyboard.ts';
import { readTest } from '../support/read-diagnosis.ts';
import { expectText, LIMIT_MS } from './bed.ts';
import { typed, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

describe('what was typed and not yet saved', () => {
  it('stands again after the page was loaded again, and Cancel lets go of it', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await tabTo(page, 'Address of the realm');
    await page.type('sso.example');
    await page.click(`Edit ${realm.name}`);
    await focusComesTo(page, 'Label');
    await page.type('Half a lab');
    await page.evaluate(() => {
      document.documentElement.dataset.old = 'true';
      setTimeout(() => location.reload());
    });
    const label = () =>
      document.documentElement.dataset.old || document.querySelector<HTMLInputElement>('li input')?.value;
    await expect.poll(() => page.evaluate(label), { timeout: LIMIT_MS }).toBe('Half a lab');
    expect(await typed(page)).toBe('sso.example');
    await page.click('Cancel');
    await page.click(`Edit ${realm.name}`);
    expect(await page.evaluate(label)).toBe(realm.name);
  });
});

/** Runs in a page: whether it would be closed without a question. */
function closesAtOnce(): boolean {
  return dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

describe('the options', () => {
  it('ask before they are closed while a choice is being stored', async () => {
    await bed.launch();
    const page = await openOptions('signing-out');
    await tabTo(page, 'a page in a tab');
    await page.evaluate(() => {
      const kept = new Promise<void>((resolve) => addEventListener('full-signout-go-on', () => resolve()));
      void navigator.locks.request('settings', () => kept);
    });
    await page.press('ArrowDown');
    await expect.poll(() => page.evaluate(closesAtOnce)).toBe(false);
    await page.evaluate(() => {
      dispatchEvent(new Event('full-signout-go-on'));
    });
    await expect.poll(() => page.evaluate(closesAtOnce)).toBe(true);
  });

  it('show no test that goes on forever, where the page that ran it was closed', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    realm.relay.hold();
    const page = await openOptions();
    const tests = () => document.querySelectorAll('[data-test]').length;
    await page.click(`Test ${realm.name}`);
    await expectText(page, 'Asking the server');
    await page.close();
    const again = await openOptions();
    await expectText(again, realm.issuer);
    await expect.poll(() => again.evaluate(tests)).toBe(0);
    await realm.relay.restore();
    expect(await readTest(bed.browser, realm.name)).not.toContain('timed-out');
  });

  it('keep the choice to show results only in the popup', async () => {
    await bed.launch();
    const chosen = () => document.querySelector<HTMLInputElement>('input[name=show]:checked')?.value ?? '';
    const page = await openOptions('signing-out');
    await expect.poll(() => page.evaluate(chosen)).toBe('tab');
    await tabTo(page, 'a page in a tab');
    await page.press('ArrowDown');
    await expect.poll(() => page.evaluate(chosen)).toBe('background');
    await expect.poll(() => page.evaluate(closesAtOnce)).toBe(true);
    await page.close();
    const again = await openOptions('signing-out');
    await expect.poll(() => again.evaluate(chosen)).toBe('background');
  });
});
