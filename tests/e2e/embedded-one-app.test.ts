import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openSite, page as pageOf, type Site } from '../support/apps/site.ts';
import type { TestPage } from '../support/browser.ts';
import type { TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectText, openSignedIn, useBed } from './bed.ts';

const bed = useBed();
let site: Site;
/** The app's own sessions, by the value of its cookie. */
const sessions = new Set<string>();

beforeAll(async () => {
  site = await openSite('wiki');
  site.app.get('/', (request, response) => {
    if (request.query.enter !== undefined) {
      sessions.add('alice');
      return response.cookie('who', 'alice').redirect('/');
    }
    const isIn = /who=alice/.test(request.headers.cookie ?? '') && sessions.has('alice');
    return response.send(pageOf('Wiki', isIn ? 'Signed in as alice' : 'Signed out'));
  });
});
beforeEach(() => sessions.clear());
afterAll(() => site.close());

const AGAIN = 'lets you in again while you are signed in to';

/** The popup of somebody who is signed in to a realm and its one app, which is open in a tab. */
async function openWithApp(realm: TestRealm): Promise<{ popup: TestPage; tab: TestPage }> {
  const tab = await bed.browser.newTab(`${site.origin}/?enter`);
  await expectText(tab, 'Signed in as alice');
  const popup = await openSignedIn(bed, 'tab', realm);
  await expectText(popup, 'Apps: Wiki');
  await popup.evaluate(() => {
    for (const more of document.querySelectorAll('details')) more.open = true;
  });
  return { popup, tab };
}

/** What the popup shows, as it stands: with the tab in front the browser closes it, and the worker opens it anew. */
async function inPopup(popup: TestPage, read: () => string): Promise<string> {
  return popup.evaluate(read).catch(async () => (await bed.browser.openPopup()).evaluate(read));
}

async function expectSaid(popup: TestPage, text: string, of: () => string = everything): Promise<void> {
  await expect.poll(() => inPopup(popup, of), { timeout: 30_000 }).toContain(text);
}

/** Runs in the popup. */
function everything(): string {
  return document.body.textContent;
}

/** Runs in the popup. */
function stateOfRow(): string {
  return document.querySelector('li[data-realm]')?.getAttribute('data-state') ?? '';
}

function clients() {
  return [{ clientId: 'wiki', clientName: 'Wiki', effectiveUrl: site.origin }];
}

/** What the app's own server answers whoever asks from this browser. */
async function expectOut(realm: TestRealm): Promise<void> {
  const tab = await bed.browser.newTab(site.origin);
  await expectText(tab, 'Signed out');
  expect(await realm.liveSessions()).toBe(1);
}

async function expectNoTab(): Promise<void> {
  const isOpen = async () => (await bed.browser.addresses()).some((one) => one.startsWith(site.origin));
  await waitFor('the app’s tab to close', async () => !(await isOpen()));
}

describe('one app alone', () => {
  it('is signed out of in this browser where the server is older, and its own server knows nobody any more', async () => {
    const realm = await bed.realm({ apps: { clients: clients() } });
    await bed.launch({ allowed: 'all' });
    const { popup } = await openWithApp(realm);
    await popup.click('Sign out of Wiki');
    const said = 'Wiki: this Keycloak cannot end one app alone, cleared in this browser, its tabs closed';
    await expectSaid(popup, `${said}, ${AGAIN} ${realm.name}`);
    await expectSaid(popup, 'signed-in', stateOfRow);
    await expectNoTab();
    await expectOut(realm);
  });

  it('is ended by a newer server, which tells it', async () => {
    const ended: string[] = [];
    const end = (clientId: string): void => {
      ended.push(clientId);
      sessions.clear();
    };
    const realm = await bed.realm({ apps: { clients: clients(), end } });
    await bed.launch({ allowed: 'all' });
    const { popup } = await openWithApp(realm);
    await popup.click('Sign out of Wiki');
    await expectSaid(
      popup,
      `Wiki: Keycloak has ended its sessions, on other devices too, cleared in this browser, its tabs closed, ${AGAIN} ${realm.name}`,
    );
    expect(ended).toEqual(['wiki']);
    await expectOut(realm);
  });

  it('is told by the keyboard and to a screen reader', async () => {
    const realm = await bed.realm({ apps: { clients: clients() } });
    await bed.launch({ allowed: 'all' });
    const { popup } = await openWithApp(realm);
    await popup.evaluate(() => document.querySelector('summary')?.focus());
    await popup.press('Tab');
    expect(await popup.evaluate(() => document.activeElement?.textContent)).toBe('Sign out of Wiki');
    await popup.press('Enter');
    const status = () => document.querySelector('[role="status"].unseen')?.textContent ?? '';
    await expectSaid(popup, 'Wiki: ', status);
  });

  it('keeps a tab with unsaved input until that is discarded', async () => {
    const realm = await bed.realm({ apps: { clients: clients() } });
    await bed.launch({ allowed: 'all' });
    const { popup, tab } = await openWithApp(realm);
    await tab.evaluate(() => {
      const field = document.body.appendChild(document.createElement('input'));
      field.value = 'half a page';
    });
    await popup.click('Sign out of Wiki');
    await expectText(popup, 'a tab with unsaved input was left open');
    expect(await bed.browser.addresses()).toContain(`${site.origin}/`);
    await popup.click('Discard the input in Wiki');
    await expectNoTab();
  });
});
