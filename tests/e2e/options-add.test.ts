import { describe, expect, it } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { enterOn, focusComesTo, tabTo } from '../support/keyboard.ts';
import type { TestRealm } from '../support/op.ts';
import { expectState, expectText, LIMIT_MS } from './bed.ts';
import { add, expectList, typed, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

async function expectFailure(page: TestPage, code: string): Promise<void> {
  const read = () =>
    document.querySelector('[role=alert] [data-failure]')?.getAttribute('data-failure') ?? '';
  await expect.poll(() => page.evaluate(read), { timeout: LIMIT_MS, interval: 25 }).toBe(code);
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

  it('no such realm, where access to the server shows it, or leads on to it', async () => {
    const realm = await bed.realm();
    await bed.launch();
    const page = await openOptions();
    await add(page, `${realm.issuer}-not`);
    // Chromium may add a realm without its host, and lets nobody read this answer then; Firefox has asked for the host.
    if (bed.browser.name === 'firefox') return expectFailure(page, 'realm-missing');
    await expectFailure(page, 'answer-unreadable');
    await expectText(page, `Allow access to ${new URL(realm.issuer).host}`);
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
