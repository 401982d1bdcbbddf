import { describe, expect } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { expectState, expectText, itOnlyIn, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();
const REASON = 'Chromium needs no host permission';

/** Takes the host permission away, as a person does on the browser's add-ons page. */
function revokeAccess(page: TestPage): Promise<boolean> {
  return page.evaluate(() => {
    type Permissions = { remove(what: { origins: string[] }): Promise<boolean> };
    const { browser } = globalThis as unknown as { browser: { permissions: Permissions } };
    return browser.permissions.remove({ origins: ['http://127.0.0.1/*'] });
  });
}

describe('access to a realm’s host', () => {
  itOnlyIn('firefox', REASON, 'taken away is said in the row, and one click gives it back', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('background', realm);
    await signInByOtherApp(bed, realm);
    await revokeAccess(await bed.browser.openExtensionPage('/options.html'));
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'failed');
    await expectText(popup, /has not been allowed/);
    await popup.click(`Allow access to ${realm.name}`);
    await expectState(popup, realm, 'signed-in');
    await popup.click('Sign out of everything');
    await expectState(popup, realm, 'signed-out');
    expect(await realm.liveSessions()).toBe(0);
  });

  itOnlyIn('firefox', REASON, 'is not needed to be told that the popup acts outside containers', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('background', realm);
    await expectText(await bed.browser.openPopup(), /outside containers/);
  });
});
