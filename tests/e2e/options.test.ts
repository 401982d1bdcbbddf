import { describe, expect, it } from 'vitest';
import { signOutClient } from '../support/addresses.ts';
import type { TestPage } from '../support/browser.ts';
import { enterOn, focusComesTo, tabTo } from '../support/keyboard.ts';
import type { TestRealm } from '../support/op.ts';
import { readTest } from '../support/read-diagnosis.ts';
import { expectState, expectText, LIMIT_MS, useBed } from './bed.ts';

const bed = useBed();

function openOptions(): Promise<TestPage> {
  return bed.browser.openExtensionPage('/options.html');
}

/** Types an address into its field and sends the form, by keyboard. */
async function add(page: TestPage, address: string): Promise<void> {
  await tabTo(page, 'Address of the realm');
  await page.type(address);
  await page.press('Enter');
}

/** Waits until the list holds these labels in this order. */
async function expectList(page: TestPage, ...labels: string[]): Promise<void> {
  const read = () => [...document.querySelectorAll('li[data-realm] b')].map((label) => label.textContent);
  await expect.poll(() => page.evaluate(read), { timeout: 10_000, interval: 25 }).toEqual(labels);
}

async function expectFailure(page: TestPage, code: string): Promise<void> {
  const read = () =>
    document.querySelector('[role=alert] [data-failure]')?.getAttribute('data-failure') ?? '';
  await expect.poll(() => page.evaluate(read), { timeout: 15_000, interval: 25 }).toBe(code);
}

function typed(page: TestPage): Promise<string> {
  return page.evaluate(() => document.querySelector<HTMLInputElement>('#address')?.value ?? '');
}

describe('a realm is added by', () => {
  it.each([
    ['its issuer', ''],
    ['the address of its discovery document', '/.well-known/openid-configuration'],
    ['a page of its account console', '/account/personal-info?from=mail#top'],
  ])('%s, and can be used at once', async (_what, path) => {
    const realm = await bed.realm();
    await bed.launch();
    const page = await openOptions();
    await add(page, realm.issuer + path);
    await expectList(page, realm.name);
    await expectText(page, `${realm.name} has been added.`);
    await expectText(page, realm.issuer);
    expect(await typed(page)).toBe('');
    // It asks the server with the permission that adding it has brought.
    await expectState(await bed.browser.openPopup(), realm, 'signed-out');
  });

  it('the button, with the mouse', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const page = await openOptions();
    await tabTo(page, 'Address of the realm');
    await page.type(realm.issuer);
    await page.click('Add realm');
    await expectList(page, realm.name);
    await expectState(await bed.browser.openPopup(), realm, 'signed-out');
  });
});

describe('an address that cannot be added says why and stays to be corrected:', () => {
  const cases: [string, (realm: TestRealm) => string, string, string][] = [
    ['no server there', ({ issuer }) => issuer, 'server-unreachable', 'The server did not answer.'],
    ['no such realm', (realm) => `${realm.issuer}-not`, 'not-a-realm', 'There is no Keycloak realm at'],
    ['http', () => 'http://sso.example/realms/a', 'address-insecure', 'This address is not encrypted.'],
    ['no address', () => 'not an address', 'address-invalid', 'This is not a web address.'],
  ];

  it.each(cases)('%s', async (_what, addressOf, code, sentence) => {
    const realm = await bed.realm();
    await bed.launch();
    const page = await openOptions();
    if (code === 'server-unreachable') await realm.relay.cut();
    await add(page, addressOf(realm));
    await expectFailure(page, code);
    await expectText(page, sentence);
    await focusComesTo(page, 'Address of the realm');
    expect(await typed(page)).toBe(addressOf(realm));
    await expectList(page);
  });

  it('without taking the focus from a person who has gone on meanwhile', async () => {
    const [slow, other] = [await bed.realm(), await bed.realm()];
    await bed.launch();
    await bed.configure('tab', other);
    const page = await openOptions();
    slow.relay.hold();
    await add(page, slow.issuer);
    await enterOn(page, `Edit ${other.name}`, 'Shift+Tab');
    await focusComesTo(page, 'Label');
    await slow.relay.cut();
    await expectFailure(page, 'server-unreachable');
    await focusComesTo(page, 'Label');
  });

  it('a realm that is in the list already', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await add(page, `${realm.issuer}/account`);
    await expectFailure(page, 'realm-exists');
    await expectText(page, 'This realm is in the list already.');
    expect(await typed(page)).toBe(`${realm.issuer}/account`);
    await expectList(page, realm.name);
  });
});

describe('the list of realms', () => {
  it('is changed by keyboard alone: added to, moved in, removed from, and that undone', async () => {
    const [first, second] = [await bed.realm(), await bed.realm()];
    await bed.launch();
    const page = await openOptions();
    await add(page, first.issuer);
    await expectList(page, first.name);
    await add(page, second.issuer);
    await expectList(page, first.name, second.name);
    await enterOn(page, `Move ${second.name} up`, 'Shift+Tab');
    await expectList(page, second.name, first.name);
    await expectText(page, `${second.name} is now number 1 of 2.`);
    await focusComesTo(page, `Move ${second.name} up`);
    await enterOn(page, `Remove ${second.name}`);
    await expectList(page, first.name);
    await focusComesTo(page, 'Undo');
    await page.press('Enter');
    await expectList(page, second.name, first.name);
    await focusComesTo(page, `Edit ${second.name}`);
  });

  it('takes a removed realm back at its place', async () => {
    const realms = [await bed.realm(), await bed.realm(), await bed.realm()] as const;
    const names = realms.map(({ name }) => name);
    await bed.launch();
    await bed.configure('tab', ...realms);
    const page = await openOptions();
    await page.click(`Remove ${realms[1].name}`);
    await expectList(page, ...names.filter((name) => name !== realms[1].name));
    await page.click('Undo');
    await expectList(page, ...names);
    await expectText(page, `${realms[1].name} is back.`);
  });

  it('shows a new label, and the popup too', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await page.click(`Edit ${realm.name}`);
    await focusComesTo(page, 'Label');
    await page.type('Members of staff');
    await page.click('Save');
    await expectList(page, 'Members of staff');
    await focusComesTo(page, 'Edit Members of staff');
    await expectText(await bed.browser.openPopup(), 'Members of staff');
  });
});

describe('what was typed and not yet saved', () => {
  it('stands again after the page was loaded again, and Cancel lets go of it', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await tabTo(page, 'Address of the realm');
    await page.type('sso.example');
    await page.click(`Edit ${realm.name}`);
    await focusComesTo(page, 'Label');
    await page.type('Half a lab');
    await page.evaluate(() => {
      document.documentElement.dataset.old = 'true';
      setTimeout(() => location.reload());
    });
    const label = () =>
      document.documentElement.dataset.old || document.querySelector<HTMLInputElement>('li input')?.value;
    await expect.poll(() => page.evaluate(label), { timeout: LIMIT_MS }).toBe('Half a lab');
    expect(await typed(page)).toBe('sso.example');
    await page.click('Cancel');
    await page.click(`Edit ${realm.name}`);
    expect(await page.evaluate(label)).toBe(realm.name);
  });
});

/** Runs in a page: whether it would be closed without a question. */
function closesAtOnce(): boolean {
  return dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

describe('the options', () => {
  it('ask before they are closed while a choice is being stored', async () => {
    await bed.launch();
    const page = await openOptions();
    await tabTo(page, 'a page in a tab');
    await page.evaluate(() => {
      const kept = new Promise<void>((resolve) => addEventListener('full-signout-go-on', () => resolve()));
      void navigator.locks.request('settings', () => kept);
    });
    await page.press('ArrowDown');
    await expect.poll(() => page.evaluate(closesAtOnce)).toBe(false);
    await page.evaluate(() => {
      dispatchEvent(new Event('full-signout-go-on'));
    });
    await expect.poll(() => page.evaluate(closesAtOnce)).toBe(true);
  });

  it('show no test that goes on forever, where the page that ran it was closed', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    realm.relay.hold();
    const page = await openOptions();
    const tests = () => document.querySelectorAll('[data-test]').length;
    await page.click(`Test ${realm.name}`);
    await expectText(page, 'Asking the server');
    await page.close();
    const again = await openOptions();
    await expectText(again, realm.issuer);
    await expect.poll(() => again.evaluate(tests)).toBe(0);
    await realm.relay.restore();
    expect(await readTest(bed.browser, realm.name)).not.toContain('unreachable');
  });

  it('keep the choice to show results only in the popup', async () => {
    await bed.launch();
    const chosen = () => document.querySelector<HTMLInputElement>('input[name=show]:checked')?.value ?? '';
    const page = await openOptions();
    await expect.poll(() => page.evaluate(chosen)).toBe('tab');
    await tabTo(page, 'a page in a tab');
    await page.press('ArrowDown');
    await expect.poll(() => page.evaluate(chosen)).toBe('background');
    await expect.poll(() => page.evaluate(closesAtOnce)).toBe(true);
    await page.close();
    const again = await openOptions();
    await expect.poll(() => again.evaluate(chosen)).toBe('background');
  });

  it('show the values to register, and copy them', async () => {
    await bed.launch();
    const page = await openOptions();
    await expectText(page, 'Valid redirect URIs');
    const read = () => [...document.querySelectorAll('.values .copy code')].map((value) => value.textContent);
    const { redirectUris, postLogoutRedirectUris, webOrigins } = signOutClient();
    const [inFirefox, own] = [bed.browser.name === 'firefox', 'allizom.org'];
    const values = [...redirectUris, ...postLogoutRedirectUris, ...webOrigins];
    expect(await page.evaluate(read)).toEqual(values.filter((value) => value.includes(own) === inFirefox));
    await page.click('Copy redirect URI 1');
    await expectText(page, 'Copied: Valid redirect URIs');
  });
});
