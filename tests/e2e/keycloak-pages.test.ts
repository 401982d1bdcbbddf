import { describe, expect } from 'vitest';
import {
  answerQuestion,
  expectResult,
  expectState,
  expectText,
  expectWaiting,
  itOnKeycloak,
  LIMIT_MS,
  openSignedIn,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();

describe('a page that Keycloak shows at the end of a session', () => {
  itOnKeycloak('with front-channel logout tells the app, in the tab, and is verified', async () => {
    const realm = await bed.realm({ frontChannel: true });
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(realm.otherApp.frontChannelCalls()).toBe(1);
    expect(await realm.liveSessions()).toBe(0);
  });

  itOnKeycloak('with front-channel logout tells the app in the background as well', async () => {
    const realm = await bed.realm({ frontChannel: true });
    await bed.launch();
    const popup = await openSignedIn(bed, 'background', realm);
    await popup.click('Sign out of everything');
    await expectState(popup, realm, 'signed-out');
    expect(realm.otherApp.frontChannelCalls()).toBe(1);
    expect(await realm.liveSessions()).toBe(0);
  });

  itOnKeycloak(
    'that stays although the session has ended (logout.confirmation.enabled) is left for the result',
    async () => {
      const realm = await bed.realm({ client: { attributes: { 'logout.confirmation.enabled': 'true' } } });
      await bed.launch();
      await bed.configure('tab', realm);
      await signInByOtherApp(bed, realm);
      await (await bed.browser.openPopup()).click('Sign out of everything');
      await expectResult(await signedOutPage(bed), realm, 'verified');
      expect(await realm.liveSessions()).toBe(0);
    },
  );

  itOnKeycloak(
    'to ask the person, where the client is unknown, is watched until the person is done',
    async () => {
      const realm = await bed.realm({ client: { clientId: 'another-client' } });
      await bed.launch();
      await bed.configure('tab', { ...realm, through: 'registered' });
      await signInByOtherApp(bed, realm);
      const popup = await bed.browser.openPopup();
      await expectState(popup, realm, 'failed');
      await popup.click('Sign out of everything');
      // Whoever reads for longer than the background waits before it asks is understood all the same.
      await expectWaiting(bed);
      await answerQuestion(bed);
      await expect.poll(() => realm.liveSessions(), { timeout: LIMIT_MS }).toBe(0);
      await (await bed.browser.findPage('/protocol/openid-connect/logout')).close();
      // The page with the result takes the focus, which would close the popup.
      await signedOutPage(bed);
      const again = await bed.browser.openPopup();
      await expectText(again, /may|could not|Could not/);
      expect((await bed.browser.addresses()).join()).not.toContain('id_token_hint');
    },
  );
});
