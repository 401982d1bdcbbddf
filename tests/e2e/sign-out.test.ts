import { describe, expect, it } from 'vitest';
import {
  expectResult,
  expectState,
  expectText,
  openSignedIn,
  signedOutPage,
  signInByOtherApp,
  signInByPopup,
  useBed,
} from './bed.ts';

const bed = useBed();

describe('a sign-out', () => {
  it('signs in to one realm and out of it, and shows the proof on the signed-out page', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const popup = await bed.browser.openPopup();
    await signInByPopup(bed, popup, realm);
    expect(await realm.liveSessions()).toBe(1);
    await (await bed.browser.openPopup()).click(`Sign out of ${realm.name}`);
    const page = await signedOutPage(bed);
    await expectResult(page, realm, 'verified');
    await expectText(page, `Signed out of ${realm.name}`);
    expect(await realm.liveSessions()).toBe(0);
  });

  it('ends two realms in one click', async () => {
    const realms = [await bed.realm(), await bed.realm()] as const;
    await bed.launch();
    await bed.configure('tab', ...realms);
    for (const realm of realms) await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    for (const realm of realms) await expectState(popup, realm, 'signed-in');
    await popup.click('Sign out of everything');
    const page = await signedOutPage(bed);
    for (const realm of realms) {
      await expectResult(page, realm, 'verified');
      expect(await realm.liveSessions()).toBe(0);
    }
  });

  it('stays in the popup where no tab is wanted', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const popup = await openSignedIn(bed, 'background', realm);
    await popup.click('Sign out of everything');
    await expectState(popup, realm, 'signed-out');
    await expectText(popup, /Signed out, verified in/);
    expect(await realm.liveSessions()).toBe(0);
    expect((await bed.browser.addresses()).join()).not.toContain('signed-out.html');
  });

  it('adopts a session begun in an ordinary tab by another app, and ends it', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    const [refreshToken = ''] = realm.otherApp.refreshTokens;
    expect(await realm.otherApp.refreshTokenWorks(refreshToken)).toBe(true);
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
    await popup.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.otherApp.refreshTokenWorks(refreshToken)).toBe(false);
  });

  it('ends the session that is in the browser, not the one it remembers, without a question', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const popup = await bed.browser.openPopup();
    await signInByPopup(bed, popup, realm);
    await realm.endSessionsAsAdmin();
    await signInByOtherApp(bed, realm);
    const newer = realm.otherApp.refreshTokens.at(-1) ?? '';
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.otherApp.refreshTokenWorks(newer)).toBe(false);
    expect(await realm.liveSessions()).toBe(0);
  });

  it('says that there was nothing to sign out of', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'already-signed-out');
  });

  it('notices a session that an admin has ended in between', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const popup = await bed.browser.openPopup();
    await signInByPopup(bed, popup, realm);
    await realm.endSessionsAsAdmin();
    // In the same popup: one opened anew asks the OP at once, and its row no longer offers to sign out.
    await popup.click(`Sign out of ${realm.name}`);
    // The popup had seen somebody, whose token is refused now: that is a sign-out, whoever has ended the session.
    await expectResult(await signedOutPage(bed), realm, 'verified');
  });

  it('shows its results again after the page is loaded again', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    const page = await signedOutPage(bed);
    await expectResult(page, realm, 'verified');
    await page.evaluate(() => setTimeout(() => location.reload()) && null);
    await expectResult(await signedOutPage(bed), realm, 'verified');
  });
});
