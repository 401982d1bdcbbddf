import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { APP_KINDS } from '../support/apps/app.ts';
import { type AppBed, openAppBed } from '../support/apps/bed.ts';
import { openRoughApps, ROUGH, type RoughApps } from '../support/apps/rough.ts';
import { enter, fullSettings, signOutFully } from '../support/apps/try-out.ts';
import { knowsPerson, signInToApp } from '../support/apps/visit.ts';
import type { TestPage } from '../support/browser.ts';
import type { KeycloakAddress } from '../support/keycloak.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectText, signInOn, useBed } from './bed.ts';

const bed = useBed();
let apps: AppBed;
let keycloak: KeycloakAddress;

beforeAll(async () => {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('the apps need Keycloak');
  keycloak = op.keycloak;
  apps = await openAppBed(bed.op, keycloak, `apps-${process.pid}`);
});
afterAll(() => apps.close());
beforeEach(async () => {
  await apps.realm.endSessionsAsAdmin();
  await apps.upstream.endSessionsAsAdmin();
});

/** What the result says of an app. */
function marksOf(page: TestPage, app: string): Promise<string> {
  const read = (origin: string) =>
    document.querySelector(`[data-app="${origin}"]`)?.getAttribute('data-marks') ?? '';
  return page.evaluate(read, app);
}

describe('after one click, a person is out', () => {
  it.each(APP_KINDS)('of an app of the kind %s', async (kind) => {
    const browser = await bed.launch({ allowed: 'all' });
    await browser.configure(fullSettings(apps));
    const visit = await enter(kind, apps, browser);
    expect(await visit.stillIn()).toBe(true);
    const page = await signOutFully(apps, browser, visit.finds);
    await expectText(page, 'You are signed out');
    expect(await apps.realm.liveSessions()).toBe(0);
    expect(await visit.stillIn()).toBe(false);
    await visit.leave();
    if (kind === 'offline') expect(await apps.offlineSessions()).toBe(0);
    if (kind === 'front-channel') expect(await marksOf(page, apps.apps[kind].origin)).toContain('told');
  });

  it('of all at once, with cookies of other sites blocked', async () => {
    const browser = await bed.launch({ allowed: 'all', thirdPartyCookies: 'blocked' });
    await browser.configure(fullSettings(apps));
    const { 'front-channel': wiki, 'own-cookie': tickets, 'spa-local': board } = apps.apps;
    for (const app of [wiki, tickets, board]) await signInToApp(browser, app);
    await signOutFully(apps, browser);
    for (const app of [wiki, tickets, board]) expect(await knowsPerson(browser, app)).toBe(false);
    expect(await apps.realm.liveSessions()).toBe(0);
  });
});

describe('an app', () => {
  it('that may not be cleared is named, and the headline says so', async () => {
    const browser = await bed.launch();
    await browser.configure(fullSettings(apps));
    const { 'own-cookie': tickets } = apps.apps;
    await signInToApp(browser, tickets);
    const page = await signOutFully(apps, browser);
    await expectText(page, /Keycloak has signed you out\./);
    expect(await marksOf(page, tickets.origin)).toContain('not-allowed');
    expect(await knowsPerson(browser, tickets)).toBe(true);
  });

  it('with unsaved input in a tab keeps that tab until the person discards it', async () => {
    const browser = await bed.launch({ allowed: 'all' });
    await browser.configure(fullSettings(apps));
    const { 'own-cookie': tickets } = apps.apps;
    const tab = await signInToApp(browser, tickets);
    await tab.evaluate(() => {
      const field = document.body.appendChild(document.createElement('input'));
      field.id = 'note';
      field.value = 'half a sentence';
    });
    const page = await signOutFully(apps, browser);
    await expectText(page, 'Keycloak has signed you out. 1 app may still be open.');
    expect(await tab.evaluate(() => document.querySelector<HTMLInputElement>('#note')?.value)).toBe(
      'half a sentence',
    );
    await page.click(`Discard the input in ${tickets.name}`);
    await waitFor('the tab to be loaded again', () => tab.evaluate(() => !document.querySelector('#note')));
    await expectText(tab, 'Signed out');
  });
});

describe('an identity provider that stays open', () => {
  it.each([
    ['because the realm passes no sign-out on', { chained: false }],
    ['because nobody answers where it is passed on to', { breaks: true }],
  ])('%s is named in the result, with the way to end it', async (_why, options) => {
    const name = `loose-${process.pid}-${Object.keys(options)}`;
    const loose = await openAppBed(bed.op, keycloak, name, options);
    const browser = await bed.launch({ allowed: 'all' });
    // Found by its cookie, its realm would be signed out of as well.
    await browser.configure({ ...fullSettings(loose), ignored: [loose.upstream.issuer] });
    await enter('brokered', loose, browser);
    const page = await signOutFully(loose, browser);
    await expectText(page, 'Keycloak has signed you out. You may still be signed in at Head office.');
    expect(await loose.realm.liveSessions()).toBe(0);
    await page.click('Sign out of Head office');
    const question = await browser.findPage(`/realms/${loose.upstream.name}/`);
    await waitFor('Keycloak’s question', () =>
      question.evaluate(() => {
        const button = document.querySelector<HTMLElement>('#kc-logout');
        if (button) setTimeout(() => button.click());
        return button !== null;
      }),
    );
    await waitFor('the session there to end', async () => (await loose.upstream.liveSessions()) === 0);
    await loose.close();
  });
});

describe('an address to tell an app that', () => {
  let rough: RoughApps;
  afterAll(() => rough?.close());

  it(`${ROUGH.join(', ')} neither stops the sign-out nor leaves a tab`, async () => {
    const realm = await bed.realm();
    rough = await openRoughApps(realm, keycloak);
    const browser = await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const tab = await browser.newTab(rough.enter('hangs'));
    await signInOn(tab);
    await expectText(tab, /Signed in as/);
    await tab.close();
    for (const way of ROUGH.slice(1)) {
      const next = await browser.newTab(rough.enter(way));
      await expectText(next, /Signed in as/);
      await next.close();
    }
    const page = await signOutFully({ ...apps, realm }, browser);
    expect(await realm.liveSessions()).toBe(0);
    await expectText(page, /could not be reached/);
    const left = (await browser.addresses()).filter((address) => /rough|elsewhere|down/.test(address));
    expect(left).toEqual([]);
  });
});
