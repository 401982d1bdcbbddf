import { describe, expect, it } from 'vitest';
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
    const result = await waitForResult(page, realm);
    expect(['verified', 'failed']).toContain(result);
    if (result === 'failed') await page.click(`Try signing out of ${realm.name} again`);
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

async function waitForResult(
  page: Awaited<ReturnType<typeof signedOutPage>>,
  realm: { issuer: string },
): Promise<string> {
  const read = (issuer: string) =>
    document.querySelector(`li[data-realm="${issuer}"]`)?.getAttribute('data-result') ?? '';
  await expect.poll(() => page.evaluate(read, realm.issuer), { timeout: 25_000, interval: 25 }).not.toBe('');
  return page.evaluate(read, realm.issuer);
}
