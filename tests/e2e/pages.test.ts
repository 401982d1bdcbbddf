import { parseMessagesFile } from '@wxt-dev/i18n/build';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { focusComesTo, tabTo } from '../support/keyboard.ts';
import {
  expectResult,
  expectState,
  expectText,
  itOnlyIn,
  openSignedIn,
  settingsFor,
  signedOutPage,
  signInByOtherApp,
  useBed,
} from './bed.ts';

const bed = useBed();

/** Three realms of which the popup says: signed in, signed out, failed. */
async function configureThree() {
  const realms = [await bed.realm(), await bed.realm(), await bed.realm()] as const;
  await bed.configure('tab', ...realms);
  await signInByOtherApp(bed, realms[0]);
  await realms[2].relay.cut();
  return realms;
}

/** The popup once it says all three. */
async function popupOfThree(page: TestPage, realms: Awaited<ReturnType<typeof configureThree>>) {
  const states = ['signed-in', 'signed-out', 'failed'];
  for (const [at, realm] of realms.entries()) await expectState(page, realm, states[at] ?? '');
  return page;
}

/** Runs in a page: the rows in which the mark does not stand before the name's first line. */
function rowsOutOfLine(): string[] {
  return [...document.querySelectorAll<HTMLElement>('li.realm')].flatMap((row) => {
    const [mark, name] = ['.mark', '.name bdi'].map((part) =>
      row.querySelector(part)?.getBoundingClientRect(),
    );
    const before =
      mark && name && mark.right <= name.left && mark.top < name.bottom && mark.bottom > name.top;
    return before ? [] : [row.innerText];
  });
}

/** The signed-out page with a sign-out's results on it, a failure among them. */
async function resultsOfThree(popup: TestPage, realms: Awaited<ReturnType<typeof configureThree>>) {
  await realms[1].relay.cut();
  await popup.click('Sign out of everything');
  const page = await signedOutPage(bed);
  await expectResult(page, realms[0], 'verified');
  await expectResult(page, realms[1], 'unverified');
  return page;
}

describe.each([{ dark: false }, { dark: true }])('axe-core finds nothing, dark: $dark,', ({ dark }) => {
  it('on the pages of an installation without a realm', async () => {
    await bed.launch({ dark });
    const options = await bed.browser.openExtensionPage('/options.html');
    await expectText(options, 'No realm yet');
    expect(await options.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(dark);
    expect(await accessibilityFaults(options)).toEqual([]);
    const neutral = await bed.browser.openExtensionPage('/signed-out.html');
    await expectText(neutral, 'Nothing to show here');
    expect(await accessibilityFaults(neutral)).toEqual([]);
    const popup = await bed.browser.openPopup();
    await expectText(popup, 'No realm yet');
    expect(await accessibilityFaults(popup)).toEqual([]);
  });

  it('on the pages of an installation with realms signed in, signed out and failed', async () => {
    await bed.launch({ dark });
    const realms = await configureThree();
    const options = await bed.browser.openExtensionPage('/options.html');
    await expectText(options, realms[1].issuer);
    expect(await accessibilityFaults(options)).toEqual([]);
    const popup = await popupOfThree(await bed.browser.openPopup(), realms);
    expect(await accessibilityFaults(popup)).toEqual([]);
    expect(await accessibilityFaults(await resultsOfThree(popup, realms))).toEqual([]);
  });
});

describe('the popup', () => {
  it('signs out of everything by keyboard alone, and keeps the focus on the button', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const popup = await openSignedIn(bed, 'background', realm);
    await tabTo(popup, 'Sign out of everything');
    await popup.press('Enter');
    await expectState(popup, realm, 'signed-out');
    await expectText(popup, /Signed out, verified in/);
    await focusComesTo(popup, 'Sign out of everything');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('has each realm’s mark before its name, whatever is known of the realm', async () => {
    await bed.launch();
    const realms = await configureThree();
    const popup = await popupOfThree(await bed.browser.openExtensionPage('/popup.html'), realms);
    expect(await popup.evaluate(rowsOutOfLine)).toEqual([]);
  });

  it('shows every realm in its order, those out of sight too', async () => {
    const names = Array.from({ length: 14 }, (_, at) => `Realm ${at + 1}`);
    const realms = names.map((name, at) => ({ name, issuer: `http://127.0.0.1:9/realms/${at}` }));
    await bed.launch();
    await bed.browser.configure(settingsFor('background', ...realms));
    const popup = await bed.browser.openPopup();
    const shown = () => [...document.querySelectorAll('li[data-realm] bdi')].map((name) => name.textContent);
    await expect.poll(() => popup.evaluate(shown)).toEqual(names);
  });

  it('without a realm shows the way to the options', async () => {
    await bed.launch();
    await (await bed.browser.openPopup()).click('Enter an address');
    const options = await bed.browser.findPage(`${bed.browser.extensionOrigin}/options.html`);
    await expectText(options, 'Address of the realm');
  });
});

describe('a narrow window', () => {
  // A window of 360 pixels, and what is left of it at 200 % zoom.
  it.each([360, 180])('of %d pixels scrolls no page sideways', async (width) => {
    await bed.launch();
    const realms = await configureThree();
    const check = async (page: TestPage) => {
      await page.resize(width);
      expect(await page.evaluate(() => innerWidth)).toBe(width);
      const read = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
      await expect.poll(() => page.evaluate(read)).toBe(0);
    };
    const popup = await bed.browser.openExtensionPage('/popup.html');
    await check(await popupOfThree(popup, realms));
    const options = await bed.browser.openExtensionPage('/options.html');
    await expectText(options, realms[2].issuer);
    await check(options);
    const neutral = await bed.browser.openExtensionPage('/signed-out.html');
    await expectText(neutral, 'Nothing to show here');
    await check(neutral);
    await neutral.close();
    await check(await resultsOfThree(popup, realms));
  });
});

const noLanguagePack = 'Firefox takes a language only with its language pack';
itOnlyIn('chromium', noLanguagePack, 'the popup and the signed-out page speak German', async () => {
  const texts = await parseMessagesFile('locales/de.yml');
  const text = (key: string) => {
    const found = texts.find((one) => one.key.join('.') === key);
    return found && 'message' in found ? found.message : `no text ${key}`;
  };
  await bed.launch({ language: 'de' });
  const page = await bed.browser.openExtensionPage('/signed-out.html');
  await expectText(page, text('result.neutral_text'));
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
  const popup = await bed.browser.openPopup();
  await expectText(popup, text('popup.empty_text'));
  expect(await popup.evaluate(() => document.documentElement.lang)).toBe('de');
});
