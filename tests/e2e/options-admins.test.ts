import { describe, expect, it } from 'vitest';
import { enterOn, focusComesTo, tabTo } from '../support/keyboard.ts';
import { expectText, LIMIT_MS, settingsFor } from './bed.ts';
import { expectPage, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

describe('what only admins need', () => {
  it('stands on their page alone', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await expectText(page, realm.issuer);
    const seen = () => document.body.innerText;
    const ofAdmins = /Client ID|redirect URIs|Initial access token|terminal|JSON|Asked through/i;
    for (const title of ['Realms', 'Signing out', 'Import and export']) {
      await page.click(title);
      await expectPage(page, title);
      expect(await page.evaluate(seen)).not.toMatch(ofAdmins);
    }
    await page.click('For admins');
    await expectPage(page, 'For admins');
    for (const words of ['Client ID', 'Valid redirect URIs', 'Download client JSON', 'Initial access token'])
      expect(await page.evaluate(seen)).toContain(words);
  });

  it('is one click away from the test that names it, for the realm that was tested', async () => {
    const [first, second] = [await bed.realm(), await bed.realm({ client: { clientId: 'another' } })];
    await bed.launch({ allowed: 'all' });
    await bed.browser.configure(
      settingsFor('tab', { ...first, through: 'registered' }, { ...second, through: 'registered' }),
    );
    const page = await openOptions();
    await page.click(`Test ${second.name}`);
    await expectText(page, 'The realm has no client of this ID.');
    const link = () => {
      const found = document.querySelector<HTMLElement>('[data-cause="client-unknown"] a');
      found?.click();
      return found !== null;
    };
    await expect.poll(() => page.evaluate(link), { timeout: LIMIT_MS }).toBe(true);
    await expectPage(page, 'For admins');
    await expectText(page, `Client of ${second.name}`);
    await tabTo(page, 'Realm');
    await page.press('Shift+Tab');
    await page.click('Realms');
    await page.click('For admins');
    await expectText(page, `Client of ${second.name}`);
  });

  it('is which client a realm is asked through: saved at once, and kept while it is typed', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions('admins');
    await tabTo(page, 'Client ID');
    const chosen = () => document.querySelector<HTMLInputElement>('[id^=client-]')?.select();
    await page.evaluate(chosen);
    await page.type('another');
    await tabTo(page, 'Asked through');
    await page.press('ArrowDown');
    await page.press('ArrowDown');
    await enterOn(page, 'Save');
    await expectText(page, `${realm.name} has been saved.`);
    await focusComesTo(page, 'Save');
    const stored = () =>
      decodeURIComponent(
        document.querySelector('a[download="full-signout-settings.json"]')?.getAttribute('href') ?? '',
      );
    await expect.poll(() => page.evaluate(stored)).toContain('"clientId": "another"');
    expect(await page.evaluate(stored)).toContain('"client": "built-in"');
    await page.click('Realms');
    await expectText(page, 'Client: the built-in one, nothing to register');
  });
});

describe('a realm’s line', () => {
  it('claims nothing of its client before a test, and then what the test has found', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    const page = await openOptions();
    realm.relay.hold();
    const line = () => document.querySelector('[data-realm] .facts .soft')?.textContent?.trim();
    await bed.configure('tab', realm);
    await expect.poll(() => page.evaluate(line), { timeout: LIMIT_MS }).toBe('');
    const height = () => document.querySelector('[data-realm] .facts')?.clientHeight;
    const before = await page.evaluate(height);
    await realm.relay.restore();
    await page.click(`Test ${realm.name}`);
    await expect
      .poll(() => page.evaluate(line), { timeout: LIMIT_MS })
      .toBe('Client: full-signout, registered in the realm');
    expect(await page.evaluate(height)).toBe(before);
  });
});
