import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, REALM_DEFAULTS, type Settings } from '../../lib/settings/schema.ts';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { expectState, expectText, LIMIT_MS, settingsFor, useBed } from './bed.ts';

const bed = useBed();

function openOptions(): Promise<TestPage> {
  return bed.browser.openExtensionPage('/options.html');
}

async function expectList(page: TestPage, ...labels: string[]): Promise<void> {
  const read = () => [...document.querySelectorAll('li[data-realm] bdi')].map((label) => label.textContent);
  await expect.poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 }).toEqual(labels);
}

async function expectRefused(page: TestPage, ...paths: string[]): Promise<void> {
  const read = () =>
    [...document.querySelectorAll<HTMLElement>('[data-refused]')].map(({ dataset }) => dataset.refused);
  await expect.poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 }).toEqual(paths);
}

/** Runs in the options: what the link to a file of them holds. */
function fileOf(name: string): string {
  return document.querySelector(`a[download="full-signout-${name}.json"]`)?.getAttribute('href') ?? '';
}

function openAll(page: TestPage): Promise<void> {
  return page.evaluate(() => {
    for (const more of document.querySelectorAll('details')) more.open = true;
  });
}

describe('a stored entry that is broken', () => {
  it('costs itself, is named and kept aside over a change, and goes when it is discarded', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const { realms, ...settings } = settingsFor('tab', realm);
    const nameless = { ...REALM_DEFAULTS, id: 'x', issuer: 'https://sso.example.org/realms/x', label: ' ' };
    await bed.browser.configure({ ...settings, realms: [nameless, ...realms] });
    await expectState(await bed.browser.openPopup(), realm, 'signed-out');
    const page = await openOptions();
    await expectList(page, realm.name);
    await expectRefused(page, 'realms[0].label');
    await expectText(page, nameless.issuer);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.evaluate(() => document.querySelector<HTMLElement>('[name=show][value=background]')?.click());
    await expect.poll(() => page.evaluate(fileOf, 'settings'), { timeout: LIMIT_MS }).toContain('background');
    await expectRefused(page, 'realms[0].label');
    await page.click('Discard these entries');
    await expectRefused(page);
    await expectList(page, realm.name);
  });

  it('is the whole document where a newer version has written it', async () => {
    await bed.launch();
    await bed.browser.configure({ version: 99, precious: true } as unknown as Settings);
    const page = await openOptions();
    await expectRefused(page, '');
    await expectText(page, 'version 99 is newer');
    expect(await page.evaluate(fileOf, 'refused')).toContain('precious');
  });
});

describe('a realm with an id that every object knows, and an issuer that does not decode,', () => {
  it.each(['constructor', '__proto__'])('is shown and removed like any other: %s', async (id) => {
    const realm = await bed.realm();
    await bed.launch();
    const settings = settingsFor('tab', realm);
    const odd = { ...REALM_DEFAULTS, id, issuer: `${realm.issuer}-50%`, label: 'Odd' };
    await bed.browser.configure({ ...settings, realms: [odd, ...settings.realms] });
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-out');
    await expectText(popup, 'Odd');
    const page = await openOptions();
    await expectList(page, 'Odd', realm.name);
    await page.click('Remove Odd');
    await expectList(page, realm.name);
  });
});

describe('the list of a realm’s apps', () => {
  it('keeps the choice to remove cookies of the domain above too', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const settings = settingsFor('tab', realm);
    const apps = [{ origin: 'https://wiki.example.org', label: 'Wiki', ...APP_DEFAULTS }];
    await bed.browser.configure({ ...settings, realms: settings.realms.map((one) => ({ ...one, apps })) });
    const page = await openOptions();
    await expectText(page, 'Also remove the cookies of example.org that Wiki');
    await openAll(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    const tick = () => {
      const box = document.querySelector<HTMLInputElement>('.more .item input[type=checkbox]');
      const before = box?.checked;
      box?.click();
      return before;
    };
    expect(await page.evaluate(tick)).toBe(false);
    const set = encodeURIComponent('"parentCookies": true');
    await expect.poll(() => page.evaluate(fileOf, 'settings'), { timeout: LIMIT_MS }).toContain(set);
  });

  it('takes no address of Keycloak itself, and says why', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const page = await openOptions();
    await expectText(page, realm.issuer);
    await openAll(page);
    await page.evaluate((id) => document.getElementById(id)?.focus(), `apps-${realm.name}`);
    await page.type(`${realm.issuer}/account`);
    await page.click('Add apps');
    await expectText(page, 'This is Keycloak itself, not an app behind it.');
    expect(await page.evaluate(() => document.querySelectorAll('.more .item').length)).toBe(0);
  });
});
