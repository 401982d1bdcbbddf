import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS } from '../../lib/settings/schema.ts';
import { accessibilityFaults } from '../support/axe.ts';
import { enterOn, focusComesTo, tabTo } from '../support/keyboard.ts';
import { expectText, LIMIT_MS, settingsFor } from './bed.ts';
import { add, expectPage, typed, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();
const PAGES = {
  realms: 'Realms',
  'signing-out': 'Signing out',
  automatic: 'Automatic sign-out',
  activity: 'Activity',
  transfer: 'Import and export',
  admins: 'For admins',
} as const;

describe('the pages of the options', () => {
  it('are gone through by keyboard: each begins at its heading, and the back button leads back', async () => {
    await bed.launch();
    const page = await openOptions();
    await expectPage(page, 'Realms');
    for (const title of ['For admins', 'Signing out', 'Import and export']) {
      await enterOn(page, title, title === 'For admins' ? 'Tab' : 'Shift+Tab');
      await expectPage(page, title);
      await focusComesTo(page, title);
    }
    await page.evaluate(() => history.back());
    await expectPage(page, 'Signing out');
    await focusComesTo(page, 'Signing out');
    await page.evaluate(() => history.go(-2));
    await expectPage(page, 'Realms');
    await focusComesTo(page, 'Realms');
  });

  it('are gone through with the mouse, and begin at their top', async () => {
    await bed.launch();
    const page = await openOptions('admins');
    await expectText(page, 'Download client JSON');
    await page.resize(360);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
    await page.click('Import and export');
    await expectPage(page, 'Import and export');
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  it('stay after a reload', async () => {
    await bed.launch();
    const page = await openOptions();
    await page.click('For admins');
    await expectPage(page, 'For admins');
    await page.evaluate(() => {
      document.documentElement.dataset.old = 'true';
      setTimeout(() => location.reload());
    });
    const isOld = () => document.documentElement.dataset.old ?? 'no';
    await expect.poll(() => page.evaluate(isOld).catch(() => ''), { timeout: LIMIT_MS }).toBe('no');
    await expectPage(page, 'For admins');
  });

  it('are the realms where the address names no page', async () => {
    await bed.launch();
    const page = await bed.browser.openExtensionPage('/options.html#nonsense');
    await expectPage(page, 'Realms');
    await page.evaluate(() => location.assign('#admins'));
    await expectPage(page, 'For admins');
    await page.evaluate(() => location.assign('#nonsense'));
    await expectPage(page, 'Realms');
  });

  it('keep what was typed and what goes on while another is shown', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const page = await openOptions();
    await tabTo(page, 'Address of the realm');
    await page.type('sso.example');
    realm.relay.hold();
    await page.click(`Test ${realm.name}`);
    await expectText(page, 'Asking the server');
    await page.click('For admins');
    await tabTo(page, `Initial access token of ${realm.name}`);
    await page.type('secret');
    await page.click('Realms');
    expect(await typed(page)).toBe('sso.example');
    await realm.relay.restore();
    const tested = () => document.querySelector('[data-test]')?.getAttribute('aria-busy') ?? '';
    await expect.poll(() => page.evaluate(tested), { timeout: LIMIT_MS }).toBe('false');
    await page.click('For admins');
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('#token')?.value)).toBe(
      'secret',
    );
  });
});

describe.each([{ dark: false }, { dark: true }])('dark: $dark, axe-core finds nothing', ({ dark }) => {
  it.each(Object.entries(PAGES))('on the page “%s”', async (name, title) => {
    const realms = [await bed.realm(), await bed.realm()] as const;
    await bed.launch({ dark });
    const {
      realms: [one, ...others],
      ...settings
    } = settingsFor('tab', ...realms);
    const apps = [{ origin: 'https://wiki.example.org', label: 'Wiki', ...APP_DEFAULTS }];
    if (one) await bed.browser.configure({ ...settings, realms: [{ ...one, apps }, ...others] });
    const page = await openOptions(name as keyof typeof PAGES);
    await expectPage(page, title);
    await expectText(page, realms[1].issuer);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('a narrow window', () => {
  it.each([360, 180])('of %d pixels scrolls none of them sideways', async (width) => {
    await bed.launch();
    const page = await openOptions();
    await add(
      page,
      'https://sso.example.org/realms/a-realm-with-a-name-that-is-longer-than-any-window-is-wide',
    );
    await page.resize(width);
    const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    for (const title of Object.values(PAGES)) {
      await page.click(title);
      await expectPage(page, title);
      await expect.poll(() => page.evaluate(sideways)).toBe(0);
    }
    const places = () =>
      [...document.querySelectorAll('nav li')].map((one) => Math.round(one.getBoundingClientRect().left));
    expect(new Set(await page.evaluate(places)).size).toBe(width === 360 ? 2 : 1);
  });
});
