import { describe, expect, it } from 'vitest';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../lib/settings/schema.ts';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { focusComesTo } from '../support/keyboard.ts';
import { expectState, expectText, LIMIT_MS, settingsFor, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();

const elsewhere = { name: 'elsewhere', issuer: 'https://sso.example.org/realms/elsewhere' };

function openOptions(): Promise<TestPage> {
  return bed.browser.openExtensionPage('/options.html#transfer');
}

/** Gives the page a file as a person's choice or drop does. */
async function give(page: TestPage, text: string): Promise<void> {
  await expectText(page, 'Import settings from a file');
  await page.evaluate((contents) => {
    const field = document.querySelector<HTMLInputElement>('#import-file');
    const files = new DataTransfer();
    files.items.add(new File([contents], 'settings.json', { type: 'application/json' }));
    if (!field) throw new Error('no field');
    field.files = files.files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }, text);
}

async function expectList(page: TestPage, ...labels: string[]): Promise<void> {
  const read = () => [...document.querySelectorAll('li[data-realm] bdi')].map((label) => label.textContent);
  await expect.poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 }).toEqual(labels);
}

function changes(page: TestPage): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-change]')].map(({ dataset }) => dataset.change ?? ''),
  );
}

async function exported(page: TestPage): Promise<Settings> {
  const selector = 'a[download="full-signout-settings.json"]';
  await expectText(page, 'Export settings');
  const href = await page.evaluate(
    (name) => document.querySelector(name)?.getAttribute('href') ?? '',
    selector,
  );
  return (await fetch(href)).json() as Promise<Settings>;
}

describe('settings as a file', () => {
  it('hold the settings and no token, although a session lives', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await expectState(await bed.browser.openPopup(), realm, 'signed-in');
    expect(await exported(await openOptions())).toEqual(settingsFor('tab', realm));
  });

  it('are added to those that stand, which is shown before and undone after', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await give(page, JSON.stringify(settingsFor('background', elsewhere)));
    await focusComesTo(page, 'What changes');
    expect(await changes(page)).toEqual(['added', 'choices']);
    expect(await accessibilityFaults(page)).toEqual([]);
    await expectList(page, realm.name);
    await page.click('Import');
    await expectList(page, realm.name, 'elsewhere');
    await focusComesTo(page, 'Undo');
    await page.press('Enter');
    await expectList(page, realm.name);
    await expectText(page, 'The import has been undone.');
    expect(await exported(page)).toEqual(settingsFor('tab', realm));
  });

  it('take the place of those that stand, and the session of a removed realm is forgotten', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    await expectState(await bed.browser.openPopup(), realm, 'signed-in');
    const page = await openOptions();
    await give(page, JSON.stringify(settingsFor('tab', elsewhere)));
    await expectText(page, 'Added: elsewhere');
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('[name=import-mode][value=replace]')?.click(),
    );
    await expect.poll(() => changes(page)).toEqual(['added', 'removed']);
    await page.click('Import');
    await expectList(page, 'elsewhere');
    const kept = () =>
      page.evaluate(async () => {
        type Api = { storage: { session: { get(keys: null): Promise<object> } } };
        const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
        return JSON.stringify(Object.keys(await (browser ?? chrome).storage.session.get(null)));
      });
    await expect.poll(kept).not.toContain(`session:${realm.name}`);
  });

  it('of an older version are brought up to date', async () => {
    await bed.launch();
    const page = await openOptions();
    const { apps: _, otherDevices: __, ...old } = { ...REALM_DEFAULTS, ...elsewhere };
    const realm = { id: 'x', issuer: old.issuer, label: 'Old', clientId: old.clientId };
    await give(page, JSON.stringify({ version: 1, realms: [realm], signOut: { show: 'tab' } }));
    await page.click('Import');
    await expectList(page, 'Old');
  });

  it('can be left alone after a look', async () => {
    await bed.launch();
    const page = await openOptions();
    await give(page, JSON.stringify(settingsFor('tab', elsewhere)));
    await expectText(page, 'Added: elsewhere');
    await page.click('Cancel');
    await focusComesTo(page, 'Import settings from a file');
    expect(await exported(page)).toEqual(EMPTY_SETTINGS);
  });
});

describe('a file is refused with the reason', () => {
  it.each([
    ['that is no JSON', 'realms: none', 'This file holds no settings.'],
    ['of a newer version', '{"version": 99}', 'These settings are of version 99'],
    ['that smuggles in more', JSON.stringify({ ...EMPTY_SETTINGS, idToken: 'x' }), 'idToken'],
  ])('%s', async (_, text, words) => {
    await bed.launch();
    const page = await openOptions();
    await give(page, text);
    await expectText(page, words);
    expect(await exported(page)).toEqual(EMPTY_SETTINGS);
  });
});
