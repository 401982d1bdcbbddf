import { describe, expect, it } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { expectState, expectText, itOnlyIn, useBed } from './bed.ts';

const bed = useBed();

describe('the realm of the tab in front', () => {
  it('is named, added on a click, and asked at once', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.browser.newTab(realm.otherApp.loginUrl);
    const popup = await bed.browser.openRealPopup();
    await expectText(popup, 'No realm yet');
    await expectText(popup, `${realm.name} at ${new URL(realm.issuer).host}`);
    expect(await primaries(popup)).toEqual([ADD]);
    await popup.click(ADD);
    await expectState(popup, realm, 'signed-out');
    await expectText(popup, `${realm.name} has been added.`);
    expect(await controls(popup)).not.toContain(ADD);
  });

  it('is not offered where the tab shows something else, or only says so', async () => {
    const realm = await bed.realm();
    const { origin } = new URL(realm.issuer);
    await bed.launch({ allowed: 'all' });
    for (const page of ['/elsewhere', `/x?next=/realms/${realm.name}/`]) {
      const tab = await bed.browser.newTab(origin + page);
      const popup = await bed.browser.openRealPopup();
      await expectText(popup, 'No realm yet');
      expect(await controls(popup)).not.toContain(ADD);
      expect(await primaries(popup)).toEqual(['Find where I am signed in']);
      await popup.close();
      await tab.close();
    }
  });
});

const ADD = 'Add the realm of this tab';

function controls(popup: TestPage): Promise<string[]> {
  return popup.evaluate(() => [...document.querySelectorAll('button')].map((one) => one.textContent ?? ''));
}

function primaries(popup: TestPage): Promise<string[]> {
  return popup.evaluate(() => [...document.querySelectorAll('.primary')].map((one) => one.textContent ?? ''));
}

itOnlyIn('chromium', 'Firefox has no such question', 'installing it warns of nothing', async () => {
  await bed.launch();
  const page = await bed.browser.openExtensionPage('/options.html');
  const warnings = await page.evaluate(async () => {
    type Management = { getPermissionWarningsByManifest(text: string): Promise<string[]> };
    const { chrome } = globalThis as unknown as { chrome: { management: Management } };
    const manifest = await (await fetch('/manifest.json')).text();
    return chrome.management.getPermissionWarningsByManifest(manifest);
  });
  expect(warnings).toEqual([]);
});
