import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Settings } from '../../lib/settings/schema.ts';
import { CHROMIUM_ID } from '../support/addresses.ts';
import type { App } from '../support/apps/app.ts';
import { openServerSideApp } from '../support/apps/server-side.ts';
import type { TestPage } from '../support/browser.ts';
import { adminOf } from '../support/keycloak.ts';
import type { TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectText, signedOutPage, signInOn, useBed } from './bed.ts';

const bed = useBed();
let realm: TestRealm;
let app: App;

type Chrome = {
  developerPrivate: {
    updateProfileConfiguration(update: object): Promise<void>;
    updateExtensionConfiguration(update: object): Promise<void>;
  };
  windows: { create(window: object): Promise<unknown> };
  storage: { local: { get(key: string): Promise<{ settings: Settings }> } };
};

beforeAll(async () => {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('the apps need Keycloak');
  realm = await bed.realm();
  const host = `secret-${process.pid}`;
  app = await openServerSideApp({ host, name: 'Secret', issuer: realm.issuer, learns: 'never' });
  const client = { realm: realm.name, ...app.client };
  await adminOf(op.keycloak)(async (admin) => void (await admin.clients.create(client)));
});
afterAll(() => app.close());

/** Lets the extension into private windows, as a person does on the browser's page of extensions, which starts it anew. */
async function letIntoPrivateWindows(): Promise<void> {
  await bed.browser.openExtensionPage('/options.html');
  const page = await bed.browser.newTab('chrome://extensions');
  await page.evaluate(async (extensionId) => {
    const { developerPrivate } = (globalThis as unknown as { chrome: Chrome }).chrome;
    // One that comes from no store comes back only where its person develops.
    await developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
    await developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess: true });
  }, CHROMIUM_ID);
  await page.close();
  const isOptions = (address: string): boolean => address.endsWith('/options.html');
  await waitFor('the extension to go', async () => !(await bed.browser.addresses()).some(isOptions));
}

/** The options page, once the extension is back. */
function optionsPage(): Promise<TestPage> {
  return waitFor('the extension to be back', async () => {
    const page = await bed.browser.openExtensionPage('/options.html');
    if (await page.evaluate(() => document.querySelector('main') !== null)) return page;
    await page.close();
    return null;
  });
}

/** Opens an address in a private window. */
async function openInPrivate(from: TestPage, url: string, part = url): Promise<TestPage> {
  await from.evaluate(async (address) => {
    const { chrome } = globalThis as unknown as { chrome: Chrome };
    await chrome.windows.create({ incognito: true, url: address });
  }, url);
  return bed.browser.findPage(part);
}

// Firefox lets the extension into no private window.
describe('a private window', () => {
  it('has an app cleared for this once, and nothing of it goes to disk', async () => {
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    await letIntoPrivateWindows();
    const options = await optionsPage();
    const kept = () =>
      options.evaluate(async () => {
        const { chrome } = globalThis as unknown as { chrome: Chrome };
        return JSON.stringify(await chrome.storage.local.get('settings'));
      });
    const before = await kept();
    await signInOn(await openInPrivate(options, app.loginUrl, `/realms/${realm.name}/`));
    await expectText(await bed.browser.findPage(app.origin), 'Signed in as');
    const popup = await openInPrivate(options, `${bed.browser.extensionOrigin}/popup.html`);
    await expectText(popup, realm.name);
    await popup.click('Sign out of everything');
    const page = await signedOutPage(bed);
    await expectText(page, 'is removed, for this once');
    await page.click('Sign out of this app too');
    await expectText(page, 'You are signed out');
    expect(await realm.liveSessions()).toBe(0);
    const offered = () => [...document.querySelectorAll('button')].map((one) => one.textContent.trim());
    expect(await page.evaluate(offered)).toEqual(['Close']);
    expect(await kept()).toBe(before);
  });
});
