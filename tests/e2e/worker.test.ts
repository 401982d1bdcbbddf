import { describe, expect, it } from 'vitest';
import { expectResult, expectState, openSignedIn, signedOutPage, signInOn, useBed } from './bed.ts';

const bed = useBed();

describe('a worker stopped by the browser', () => {
  it('while the OP is asked is followed by one that begins again by itself', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const popup = await openSignedIn(bed, 'background', realm);
    realm.relay.hold();
    await popup.click('Sign out of everything');
    await expectState(popup, realm, 'working');
    await bed.browser.stopWorker();
    await realm.relay.restore();
    await expectState(popup, realm, 'signed-out');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('at any moment of a sign-out is followed by one that proves it, without anybody’s help', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const popup = await openSignedIn(bed, 'tab', realm);
    await popup.click('Sign out of everything');
    await bed.browser.stopWorker();
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('between signing in and signing out loses nothing', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const popup = await bed.browser.openPopup();
    await popup.click(`Sign in to ${realm.name}`);
    await signInOn(await bed.browser.findPage(`/realms/${realm.name}/`));
    await expectState(popup, realm, 'signed-in');
    await bed.browser.stopWorker();
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });
});
