import { describe, expect } from 'vitest';
import { waitFor } from '../support/wait-for.ts';
import {
  expectResult,
  expectState,
  expectText,
  itOnKeycloak,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();

/** Presses Keycloak's own button. */
/** Found anew at each try: a window in which the sign-out went on without a person closes under one's hands. */
function confirm(): Promise<boolean> {
  return waitFor('the question', async () => {
    const question = await bed.browser.findPage('/protocol/openid-connect/logout');
    return question.evaluate(() => {
      const button = document.querySelector<HTMLElement>('#kc-logout');
      setTimeout(() => button?.click());
      return button !== null;
    });
  });
}

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
    await bed.configure('background', realm);
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
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
      await bed.configure('tab', realm);
      await signInByOtherApp(bed, realm);
      const popup = await bed.browser.openPopup();
      await expectState(popup, realm, 'failed');
      await popup.click('Sign out of everything');
      await confirm();
      await expect.poll(() => realm.liveSessions(), { timeout: 10_000 }).toBe(0);
      await (await bed.browser.findPage('/protocol/openid-connect/logout')).close();
      // The page with the result takes the focus, which would close the popup.
      await signedOutPage(bed);
      const again = await bed.browser.openPopup();
      await expectText(again, /may|could not|Could not/);
      expect((await bed.browser.addresses()).join()).not.toContain('id_token_hint');
    },
  );
});
