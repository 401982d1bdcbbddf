import { describe, expect, it } from 'vitest';
import { expectState, expectText, itOnlyIn, useBed } from './bed.ts';

const bed = useBed();
const REASON = 'Firefox’s toolbar is out of a test’s reach, and with it what a click on its button allows';

describe('the realm of the tab in front', () => {
  itOnlyIn('chromium', REASON, 'is added on a click, and asked at once', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.browser.newTab(realm.otherApp.loginUrl);
    const popup = await bed.browser.openPopup();
    await expectText(popup, 'No realm yet');
    await popup.click('Add the realm of this tab');
    await expectState(popup, realm, 'signed-out');
    await expectText(popup, `${realm.name} has been added.`);
    await popup.click('Add the realm of this tab');
    await expectText(popup, 'This realm is in the list already.');
  });

  it('is missing where the tab shows something else, and it is said', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.browser.newTab(`${new URL(realm.issuer).origin}/elsewhere`);
    const popup = await bed.browser.openPopup();
    await popup.click('Add the realm of this tab');
    await expectText(popup, 'This tab does not show a page of a realm.');
    expect(
      await popup.evaluate(() => [...document.querySelectorAll('[data-realm]')].map((one) => one.outerHTML)),
    ).toEqual([]);
  });

  itOnlyIn('chromium', REASON, 'is not added where a page only says so in its query', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.browser.newTab(`${new URL(realm.issuer).origin}/x?next=/realms/${realm.name}/`);
    const popup = await bed.browser.openPopup();
    await popup.click('Add the realm of this tab');
    await expectText(popup, 'This tab does not show a page of a realm.');
  });
});

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
