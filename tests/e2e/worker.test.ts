import { describe, expect, it } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectResult, expectState, signedOutPage, signInByOtherApp, signInOn, useBed } from './bed.ts';

const bed = useBed();

describe('a worker stopped by the browser', () => {
  it('while the OP is asked leaves a row that says so and can be tried again', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('background', realm);
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
    realm.relay.hold();
    await popup.click('Sign out of everything');
    await expectState(popup, realm, 'working');
    await bed.browser.stopWorker();
    await expectState(popup, realm, 'failed');
    await realm.relay.restore();
    await popup.click(`Try signing out of ${realm.name} again`);
    await expectState(popup, realm, 'signed-out');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('while the tab is on its way goes on when it arrives', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
    await bed.browser.stopWorker();
    await popup.click('Sign out of everything');
    const page = await signedOutPage(bed);
    await bed.browser.stopWorker().catch(() => undefined);
    await waitFor(
      'a sign-out that is verified by itself, or once tried again',
      () => isDone(page, realm),
      25_000,
    );
    await expectState(await bed.browser.openPopup(), realm, 'signed-out');
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

/** A row that says it was interrupted may go on by itself, when its tab arrives, or be tried again: a person does either. */
function isDone(page: TestPage, { issuer }: { issuer: string }): Promise<boolean> {
  return page.evaluate((realm) => {
    const row = document.querySelector(`li[data-realm="${realm}"]`);
    const result = row?.getAttribute('data-result');
    if (result === 'failed') row?.querySelector<HTMLElement>('.acts button')?.click();
    return result === 'verified' || result === 'already-signed-out';
  }, issuer);
}
