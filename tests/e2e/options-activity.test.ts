import { describe, expect, it } from 'vitest';
import type { Settings } from '../../lib/settings/schema.ts';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { focusComesTo, tabTo } from '../support/keyboard.ts';
import type { TestRealm } from '../support/op.ts';
import { expectState, expectText, LIMIT_MS, settingsFor, signInByOtherApp } from './bed.ts';
import { toggle, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

/** Of whoever is signed in. */
const NAME = /alice/i;

/** Runs in the options: what each row of the table says, cell by cell. */
function rowsOf(): string[][] {
  const rows = [...document.querySelectorAll<HTMLTableRowElement>('.log tbody tr')];
  return rows.map(({ cells }) => [...cells].map(({ innerText }) => innerText.replace(/\s+/g, ' ').trim()));
}

/** Runs in the options: what the link to a file holds. */
function file(): string {
  return decodeURIComponent(
    document.querySelector('a[download="full-signout-activity.csv"]')?.getAttribute('href') ?? '',
  );
}

function expectRows(page: TestPage, count: number): Promise<void> {
  return expect
    .poll(async () => (await page.evaluate(rowsOf)).length, { timeout: LIMIT_MS, interval: 25 })
    .toBe(count);
}

/** Signs in to a realm by an app and out by the popup. */
async function signOut(realm: TestRealm, activity: Partial<Settings['activity']> = {}): Promise<void> {
  const settings = settingsFor('background', realm);
  await bed.browser.configure({ ...settings, activity: { ...settings.activity, ...activity } });
  await signInByOtherApp(bed, realm);
  const popup = await bed.browser.openPopup();
  await expectState(popup, realm, 'signed-in');
  await popup.click('Sign out of everything');
  await expectState(popup, realm, 'signed-out');
  await popup.close();
}

describe('activity', () => {
  it('holds what was signed out of, by whatever started it and how it was proven, and no name', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await signOut(realm);
    const page = await openOptions('activity');
    await expectRows(page, 1);
    const [[time = '', ...said] = []] = await page.evaluate(rowsOf);
    expect(time).toMatch(/\d:\d\d/);
    expect(said.slice(0, 2)).toEqual(['Click in the popup', realm.name]);
    expect(said[3]).toContain('1 of 1 realm proven');
    expect(said[4]).toMatch(/^\d+\.\d s$/);
    expect(await accessibilityFaults(page)).toEqual([]);
    const text = await page.evaluate(file);
    expect(text).toContain(realm.name);
    expect(text).not.toMatch(NAME);
    expect(await realm.liveSessions()).toBe(0);
  });

  it('is searched, and cleared with one click, which can be undone', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await signOut(realm);
    const page = await openOptions('activity');
    await expectRows(page, 1);
    await tabTo(page, 'Search');
    await page.type('no such realm');
    await expectRows(page, 0);
    await expectText(page, '0 of 1 entry');
    await page.evaluate(() => document.querySelector<HTMLInputElement>('[type=search]')?.select());
    await page.type(realm.name);
    await expectRows(page, 1);
    await page.click('Clear activity');
    await expectText(page, 'Activity has been cleared.');
    await focusComesTo(page, 'Undo');
    await expectRows(page, 0);
    await page.press('Enter');
    await expectText(page, 'Activity is there again.');
    await expectRows(page, 1);
  });

  it('is not kept where it is switched off', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const page = await openOptions('activity');
    await expectText(page, 'is kept on this computer for 30 days, without user names');
    await toggle(page, 'Keep activity');
    await expectText(page, 'Nothing new is kept.');
    await signOut(realm, { keep: false });
    await expectText(page, 'Nothing has been kept yet.');
  });

  it('holds the names of users where that is switched on, and loses them once it is off', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await signOut(realm, { userNames: true });
    const page = await openOptions('activity');
    await expectRows(page, 1);
    expect(await page.evaluate(file)).toMatch(NAME);
    await toggle(page, 'With the names of users');
    await expectText(page, 'without user names');
    await expect.poll(() => page.evaluate(file), { timeout: LIMIT_MS }).not.toMatch(NAME);
    await expectRows(page, 1);
  });
});
