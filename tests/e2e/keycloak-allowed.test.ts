import { describe, expect, it } from 'vitest';
import { expectResult, expectText, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();

describe('with the realm’s host allowed, a sign-out', () => {
  it('ends the session by a request, without a tab of Keycloak', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('tells an app with front-channel logout in a tab of its own', async () => {
    const realm = await bed.realm({ frontChannel: true });
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(realm.otherApp.frontChannelCalls()).toBe(1);
    await expectText(await signedOutPage(bed), /told of the sign-out/i);
  });
});
