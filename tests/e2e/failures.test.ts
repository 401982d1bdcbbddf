import { describe, expect, inject, it } from 'vitest';
import { CHROMIUM_ID } from '../support/addresses.ts';
import {
  answerQuestion,
  expectResult,
  expectState,
  expectText,
  itOnKeycloak,
  itOnlyIn,
  openSignedIn,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();

/** Firefox's bed allows the realm's host, where Keycloak's question can be read; the embedded OP's says nothing of who is there. */
const isQuestionRead = () => bed.browser.name === 'firefox' && inject('op').kind === 'keycloak';

describe('a failure', () => {
  it('of one realm that is down does not stop the sign-out of another, and is named', async () => {
    const [up, down] = [await bed.realm(), await bed.realm()];
    await bed.launch();
    await bed.configure('tab', up, down);
    for (const realm of [up, down]) await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    for (const realm of [up, down]) await expectState(popup, realm, 'signed-in');
    await down.relay.cut();
    await popup.click('Sign out of everything');
    const page = await signedOutPage(bed);
    await expectResult(page, up, 'verified');
    await expectResult(page, down, 'failed');
    await expectText(page, /did not answer|cannot be reached|could not be reached/);
    expect([await up.liveSessions(), await down.liveSessions()]).toEqual([0, 1]);
  });

  // It waits for limits of tens of seconds, so it is tried on the real server alone.
  itOnKeycloak(
    'of a server that falls silent mid-way ends at its limit, keeps what is known, and can be tried again',
    async () => {
      const realm = await bed.realm();
      await bed.launch();
      const popup = await openSignedIn(bed, 'background', realm);
      // Once there is a name, the session's tokens are known.
      await expectText(popup, /alice/);
      realm.relay.hold();
      await popup.click('Sign out of everything');
      // Looking has its limit, ending the session has, and so has the proof, which is tried all the same.
      await expectText(popup, /10 s/, 75_000);
      await expectState(popup, realm, 'failed');
      expect(await realm.liveSessions()).toBe(1);
      await realm.relay.restore();
      await popup.click(`Try signing out of ${realm.name} again`);
      await expectState(popup, realm, 'signed-out');
      expect(await realm.liveSessions()).toBe(0);
      // Every limit of a silent server has to pass.
    },
    120_000,
  );

  it('names the redirect URI that is not registered, without opening a window', async () => {
    const realm = await bed.realm({ client: { redirectUris: ['https://elsewhere.example/'] } });
    await bed.launch();
    await bed.configure('tab', { ...realm, through: 'registered' });
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    // Firefox's bed allows the realm's host: the question finds somebody there, whom this redirect URI keeps unnamed.
    await expectState(popup, realm, isQuestionRead() ? 'signed-in' : 'failed');
    await expectText(
      popup,
      bed.browser.name === 'firefox' ? /allizom\.org\/signed-in/ : /chromiumapp\.org\/signed-in/,
    );
    expect((await bed.browser.addresses()).join()).not.toContain('/realms/');
  });

  it('names the post-logout redirect URI that is not registered, and has ended the session all the same', async () => {
    const realm = await bed.realm({ client: { postLogoutRedirectUris: ['https://elsewhere.example/'] } });
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    const page = await signedOutPage(bed);
    await expectResult(page, realm, 'verified');
    await expectText(
      page,
      bed.browser.name === 'firefox' ? /allizom\.org\/signed-out/ : /chromiumapp\.org\/signed-out/,
    );
    expect(await realm.liveSessions()).toBe(0);
  });

  const noWebOrigin = 'Firefox leaves the Origin header out and needs no Web Origin';
  itOnlyIn(
    'chromium',
    noWebOrigin,
    'names the Web Origin that is not registered, and lets the OP ask the person',
    async () => {
      const realm = await bed.realm({ client: { webOrigins: ['https://elsewhere.example'] } });
      await bed.launch();
      await bed.configure('tab', realm);
      await signInByOtherApp(bed, realm);
      const popup = await bed.browser.openPopup();
      await expectState(popup, realm, 'failed');
      await expectText(popup, `chrome-extension://${CHROMIUM_ID}`);
      await popup.click('Sign out of everything');
      await answerQuestion(bed);
      const page = await signedOutPage(bed);
      await expectResult(page, realm, 'verified');
      await expectText(page, `chrome-extension://${CHROMIUM_ID}`);
      expect(await realm.liveSessions()).toBe(0);
    },
  );

  it('says that the person closed the window', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const popup = await bed.browser.openPopup();
    await popup.click(`Sign in to ${realm.name}`);
    await (await bed.browser.findPage(`/realms/${realm.name}/`)).close();
    await expectState(popup, realm, 'failed');
    await expectText(popup, /closed/);
  });
});

describe('the signed-out page', () => {
  it.each(['', '?state=forged', '?state='])(
    'changes nothing and says nothing of a session when opened with “%s”',
    async (search) => {
      const realm = await bed.realm();
      await bed.launch();
      await bed.configure('tab', realm);
      await signInByOtherApp(bed, realm);
      const page = await bed.browser.openExtensionPage(`/signed-out.html${search}`);
      await expectText(page, /shows the result of a sign-out/);
      expect(await page.evaluate(() => document.querySelectorAll('[data-realm]').length)).toBe(0);
      expect(await realm.liveSessions()).toBe(1);
      await expectState(await bed.browser.openPopup(), realm, 'signed-in');
    },
  );
});
