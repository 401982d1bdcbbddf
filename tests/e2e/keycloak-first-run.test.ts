import { describe, expect, it } from 'vitest';
import { WELCOME } from '../support/addresses.ts';
import type { TestPage } from '../support/browser.ts';
import type { TestRealm } from '../support/op.ts';
import { expectResult, expectText, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();

const FIND = 'Find where I am signed in';
const NOTHING = /No realm was found.+Sign in somewhere first, then look again, or enter an address/;

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

  it('the popup, which closes under it, opens again with what was found', async () => {
    const { realm, page } = await installed();
    await page.close();
    await findInPopup();
    await expectText(await bed.browser.findRealPopup(), realm.name);
  });

  it('the popup says, once, that nothing was found, and what to do next', async () => {
    await bed.launch({ asks: true });
    await findInPopup();
    const popup = await bed.browser.findRealPopup();
    await expectText(popup, NOTHING);
    await popup.close();
    const next = await bed.browser.openRealPopup();
    await expectText(next, 'No realm yet');
    expect(await next.evaluate(() => document.body.innerText)).not.toMatch(NOTHING);
    await next.click(FIND);
    await expectText(next, NOTHING);
  });

  it('the page that opens at installation says so too', async () => {
    await bed.launch({ asks: true, welcome: 'kept' });
    const page = await bed.browser.findPage(WELCOME);
    await page.click(FIND);
    await bed.browser.answer(true);
    await expectText(page, NOTHING);
  });
});

/** Has realms looked for from the popup, which the browser closes under its question. */
async function findInPopup(): Promise<void> {
  const popup = await bed.browser.openRealPopup();
  await popup.click(FIND);
  await bed.browser.answer(true);
}
