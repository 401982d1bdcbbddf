import { describe, expect, it } from 'vitest';
import { WELCOME } from '../support/addresses.ts';
import type { TestPage } from '../support/browser.ts';
import type { TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectResult, expectText, itOnlyIn, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();

const FIND = 'Find where I am signed in';

/** Alice is signed in to a realm that nobody prepared, and somebody has just installed the extension. The browser asks for real. */
async function installed(): Promise<{ realm: TestRealm; page: TestPage }> {
  const realm = await bed.realm({ bare: true });
  await bed.launch({ asks: true, welcome: 'kept' });
  await signInByOtherApp(bed, realm);
  return { realm, page: await bed.browser.findPage(WELCOME) };
}

describe('from the page that opens at installation, where the browser asks its own question,', () => {
  it('to the first proven sign-out of a realm that nobody prepared it is three clicks', async () => {
    const { realm, page } = await installed();
    let clicks = 0;
    const one = (click: Promise<void>): Promise<void> => {
      clicks += 1;
      return click;
    };
    await one(page.click(FIND));
    await one(bed.browser.answer(true));
    await expectText(page, realm.issuer);
    await one(page.click('Sign out of everything'));
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
    console.log(`from installation to the first proven sign-out: ${clicks} clicks`);
    expect(clicks).toBe(3);
  });

  it('a “no” is taken for one, and nothing is looked for', async () => {
    const { realm, page } = await installed();
    await page.click(FIND);
    await bed.browser.answer(false);
    await expectText(page, 'Not allowed, so nothing was looked for.');
    expect(await page.evaluate(() => document.body.innerText)).not.toContain(realm.issuer);
    expect(await realm.liveSessions()).toBe(1);
  });

  const reason = 'Firefox’s toolbar is out of a test’s reach, and with it the popup that closes';
  itOnlyIn(
    'chromium',
    reason,
    'the popup, which closes under it, opens again with what was found',
    async () => {
      const { realm, page } = await installed();
      await page.close();
      const popup = await bed.browser.openPopup();
      await popup.click(FIND);
      await bed.browser.answer(true);
      const isOpen = async () => (await bed.browser.addresses()).some((one) => one.includes('/popup.html'));
      await waitFor('the popup, opened by the worker', isOpen);
      await expectText(await bed.browser.openPopup(), realm.name);
    },
  );
});
