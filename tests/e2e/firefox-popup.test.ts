import { describe, expect } from 'vitest';
import {
  expectResult,
  expectState,
  expectText,
  itOnlyIn,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();
const REASON = 'in Chromium each test opens the real popup';

describe('the popup in the browser’s own panel, opened by a click on its button in the toolbar,', () => {
  itOnlyIn('firefox', REASON, 'shows who is in, and a click there signs out of everything', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openRealPopup();
    await expectState(popup, realm, 'signed-in');
    await expectText(popup, /alice/);
    await popup.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });
});
