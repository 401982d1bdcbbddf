import { readFile } from 'node:fs/promises';
import { describe, expect, inject, it } from 'vitest';
import { EMPTY_SETTINGS } from '../../lib/settings/schema.ts';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { focusComesTo } from '../support/keyboard.ts';
import type { TestRealm } from '../support/op.ts';
import { policyFor } from '../support/policy.ts';
import { expectResult, expectState, expectText, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();
const EXAMPLES = { chromium: 'chromium-linux.json', firefox: 'firefox-policies.json' };

/** The example's file with the test's realm in place of the example's, and without a place to install from. */
async function examplePolicy(realm: TestRealm): Promise<string> {
  const text = await readFile(`examples/policy/${EXAMPLES[inject('browser')]}`, 'utf8');
  const { ExtensionSettings: _, ...top } = JSON.parse(text);
  const { ExtensionSettings: __, ...policies } = top.policies ?? {};
  const left = top.policies ? { policies } : top;
  return JSON.stringify(left).replaceAll('https://sso.example.org/realms/staff', realm.issuer);
}

function openOptions(): Promise<TestPage> {
  return bed.browser.openExtensionPage('/options.html');
}

function buttons(page: TestPage): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('[data-realm] button')].map((one) => one.textContent.trim()),
  );
}

describe('under the example policy', () => {
  it('a browser signs out of the policy’s realm, verified', async () => {
    const realm = await bed.realm();
    await bed.launch({ policy: await examplePolicy(realm), allowed: 'all' });
    await signInByOtherApp(bed, realm);
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
    await expectText(popup, 'Staff');
    await popup.click('Sign out of everything');
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('the options show what is set as set by the admin, and offer no way to change it', async () => {
    const realm = await bed.realm();
    await bed.launch({ policy: await examplePolicy(realm), allowed: 'all' });
    const page = await openOptions();
    await expectText(page, 'Set by your admin.');
    const fixed = await page.evaluate(() => ({
      realms: [...document.querySelectorAll('[data-realm][data-fixed] bdi')].map((one) => one.textContent),
      show: document.querySelector<HTMLFieldSetElement>('fieldset:has([name=show])')?.disabled,
      appTabs: document.querySelector<HTMLFieldSetElement>('fieldset:has([name=app_tabs])')?.disabled,
      field: document.querySelector('#address') !== null,
      apps: document.querySelectorAll('[data-realm] textarea').length,
      devices: document.querySelector<HTMLInputElement>('[data-realm] input[type=checkbox]')?.disabled,
    }));
    expect(fixed.realms).toEqual(['Staff', 'Wiki']);
    expect(fixed).toMatchObject({ show: true, appTabs: false, field: false, apps: 0, devices: true });
    // A test changes nothing.
    expect(await buttons(page)).toEqual(['Test']);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('which client a realm is asked through can be read, and not changed', async () => {
    const realm = await bed.realm();
    await bed.launch({ policy: await examplePolicy(realm), allowed: 'all' });
    const page = await openOptions();
    await page.click('For admins');
    await expectText(page, 'Client of Staff');
    const fixed = await page.evaluate(() => ({
      clientId: document.querySelector<HTMLInputElement>('[id^="client-"]')?.readOnly,
      through: document.querySelector<HTMLSelectElement>('[id^="through-"]')?.disabled,
      saying: document.querySelector('form .fixed')?.textContent,
      saves: document.querySelector('form:has([id^="client-"]) button') !== null,
    }));
    expect(fixed).toEqual({ clientId: true, through: true, saying: 'Set by your admin.', saves: false });
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe('under a policy with faults', () => {
  it('the rest applies, what is broken is named, and the person’s own realms stand beside it', async () => {
    const [theirs, mine] = [await bed.realm(), await bed.realm()];
    const policy = policyFor(inject('browser'), {
      realms: [{ issuer: 'http://sso.example.org/realms/a' }, { issuer: theirs.issuer, label: 'Theirs' }],
      signOut: { show: 'loud' },
    });
    await bed.launch({ policy });
    await bed.configure('tab', mine);
    const page = await openOptions();
    await expectText(page, "Your organisation's policy has faults");
    const named = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-fault]')].map(({ dataset }) => dataset.fault),
    );
    expect(named).toEqual(['realms[0].issuer', 'signOut.show']);
    await expectText(page, 'Theirs');
    const seen = () => document.body.innerText;
    expect(await page.evaluate(seen)).toContain("Your organisation's policy has faults. Tell your admin.");
    expect(await page.evaluate(seen)).not.toContain('signOut.show');
    await page.evaluate(() => document.querySelector<HTMLElement>('.state a')?.click());
    await focusComesTo(page, 'For admins');
    expect(await page.evaluate(seen)).toContain('signOut.show');
    await page.click('Realms');
    expect(await buttons(page)).toContain('Edit');
    await page.click(`Remove ${mine.name}`);
    await expectText(page, `${mine.name} has been removed.`);
  });

  it('an export holds nothing of the policy', async () => {
    const realm = await bed.realm();
    await bed.launch({
      policy: policyFor(inject('browser'), { realms: [{ issuer: realm.issuer, label: 'Theirs' }] }),
    });
    const page = await openOptions();
    await expectText(page, 'Theirs');
    const selector = 'a[download="full-signout-settings.json"]';
    const href = await page.evaluate(
      (name) => document.querySelector(name)?.getAttribute('href') ?? '',
      selector,
    );
    expect(await (await fetch(href)).json()).toEqual(EMPTY_SETTINGS);
  });
});

describe('the test of a policy', () => {
  it('governs its own browser alone', async () => {
    const realm = await bed.realm();
    await bed.launch({
      policy: policyFor(inject('browser'), { realms: [{ issuer: realm.issuer, label: 'Theirs' }] }),
    });
    await expectText(await openOptions(), 'Theirs');
    await bed.launch();
    await expectText(await openOptions(), 'No realm yet.');
  });
});
