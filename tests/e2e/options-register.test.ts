import { describe, expect, inject, it } from 'vitest';
import type { ClientRepresentation } from '../../lib/keycloak/client-representation.ts';
import { signOutClient } from '../support/addresses.ts';
import { accessibilityFaults } from '../support/axe.ts';
import type { TestPage } from '../support/browser.ts';
import { EMBEDDED_TOKEN } from '../support/embedded-realm.ts';
import { enterOn, tabTo } from '../support/keyboard.ts';
import { expectText, itOnEmbedded, useBed } from './bed.ts';

const bed = useBed();

function openOptions(): Promise<TestPage> {
  return bed.browser.openExtensionPage('/options.html#admins');
}

function read(selector: string, attribute: string): string {
  return document.querySelector(selector)?.getAttribute(attribute) ?? '';
}

/** Runs in the page: the client id of the realm that is chosen. */
function idOfClient(): string {
  return document.querySelector<HTMLInputElement>('[id^=client-]')?.value ?? '';
}

describe('the options offer the client to register', () => {
  it('as a file with exactly the addresses of both browsers', async () => {
    await bed.launch();
    const page = await openOptions();
    await expectText(page, 'Download client JSON');
    expect(await page.evaluate(read, 'a[download="full-signout.json"]', 'download')).toBe(
      'full-signout.json',
    );
    const address = await page.evaluate(read, 'a[download="full-signout.json"]', 'href');
    const client = (await (await fetch(address)).json()) as ClientRepresentation;
    const { redirectUris, postLogoutRedirectUris, webOrigins } = signOutClient();
    expect(client).toMatchObject({ clientId: 'full-signout', publicClient: true, redirectUris, webOrigins });
    expect(client.attributes['post.logout.redirect.uris']).toBe(postLogoutRedirectUris.join('##'));
  });

  it('as a line for kcadm that names the realm, and copy it', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await expectText(page, `kcadm.sh create clients -r ${realm.name} -b '{"clientId":"full-signout"`);
    await page.click('The same in a terminal');
    await page.click('Copy the kcadm line');
    await expectText(page, 'Copied: Copy the kcadm line');
  });

  it('for the realm that is chosen', async () => {
    const realms = [await bed.realm(), await bed.realm()] as const;
    await bed.launch();
    await bed.configure('tab', ...realms);
    const page = await openOptions();
    await expectText(page, `-r ${realms[0].name} `);
    await tabTo(page, 'Realm');
    await page.press('ArrowDown');
    await expectText(page, `-r ${realms[1].name} `);
    await expectText(page, `Initial access token of ${realms[1].name}`);
  });
});

describe('with an initial access token', () => {
  const REGISTERED = '[data-registered]';

  itOnEmbedded('any OP registers the client, and the realm has its id from then on', async () => {
    const realm = await bed.realm({ client: { clientId: 'another' } });
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const page = await openOptions();
    await tabTo(page, `Initial access token of ${realm.name}`);
    await page.type(EMBEDDED_TOKEN);
    await page.press('Enter');
    await expectText(page, /is registered in/);
    const clientId = await page.evaluate(read, REGISTERED, 'data-registered');
    expect(clientId).not.toBe('');
    await expectText(page, `Client: ${clientId}, registered in the realm`);
    expect(await page.evaluate(idOfClient)).toBe(clientId);
    const left = /One step is left: .*chrome-extension:\/\/\w+ to Web origins/;
    if (inject('browser') === 'chromium') await expectText(page, left);
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('#token')?.value)).toBe('');
    const stored = await page.evaluate(async () => {
      type Api = { storage: Record<'local' | 'session', { get(keys: null): Promise<object> }> };
      const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
      const { local, session } = (browser ?? chrome).storage;
      return JSON.stringify([await local.get(null), await session.get(null), { ...sessionStorage }]);
    });
    expect(stored).toContain(clientId);
    expect(stored).not.toContain(EMBEDDED_TOKEN);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('that is no good, it is said, the field is empty, and nothing has changed', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const page = await openOptions();
    await tabTo(page, `Initial access token of ${realm.name}`);
    await page.type('nonsense');
    await enterOn(page, 'Register the client');
    await expectText(page, 'The server did not register the client.');
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>('#token')?.value)).toBe('');
    expect(await page.evaluate(idOfClient)).toBe('full-signout');
  });
});
