import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { App } from '../support/apps/app.ts';
import { openServerSideApp } from '../support/apps/server-side.ts';
import { knowsPerson, signInToApp } from '../support/apps/visit.ts';
import type { TestPage } from '../support/browser.ts';
import { adminOf } from '../support/keycloak.ts';
import type { TestRealm } from '../support/op.ts';
import { expectText, signedOutPage, useBed } from './bed.ts';

const bed = useBed();
let realm: TestRealm;
let asAdmin: ReturnType<typeof adminOf>;
const apps: App[] = [];

/** Opens an app of the realm; without a base URL Keycloak knows no address of it. */
async function openApp(name: string, { eager = false, hasAddress = true } = {}): Promise<App> {
  const host = `${name.toLowerCase()}-${process.pid}`;
  const app = await openServerSideApp({ host, name, issuer: realm.issuer, learns: 'never', eager });
  const { baseUrl, ...client } = app.client;
  const representation = { realm: realm.name, ...client, ...(hasAddress && { baseUrl }) };
  await asAdmin(async (admin) => void (await admin.clients.create(representation)));
  apps.push(app);
  return app;
}

beforeAll(async () => {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('the apps need Keycloak');
  asAdmin = adminOf(op.keycloak);
  realm = await bed.realm();
});
beforeEach(() => realm.endSessionsAsAdmin());
afterAll(() => Promise.all(apps.map((app) => app.close())));

/** What the result says of an app. */
function marksOf(page: TestPage, { origin }: App): Promise<string> {
  const read = (key: string) =>
    document.querySelector(`[data-app="${key}"]`)?.getAttribute('data-marks') ?? '';
  return page.evaluate(read, origin);
}

async function signOutOf(...signedIn: App[]): Promise<TestPage> {
  await bed.configure('tab', realm);
  for (const app of signedIn) await signInToApp(bed.browser, app);
  await (await bed.browser.openPopup()).click('Sign out of everything');
  return signedOutPage(bed);
}

describe('an app that nobody has listed', () => {
  it('is asked, named as open, and signed out of by one more click, from then on at the first', async () => {
    const app = await openApp('Tickets');
    await bed.launch({ allowed: 'all' });
    const page = await signOutOf(app);
    await expectText(page, 'Keycloak has signed you out. 1 app is still open.');
    expect(await marksOf(page, app)).toBe('in-session in');
    expect(await knowsPerson(bed.browser, app)).toBe(true);
    await page.click('Sign out of this app too');
    await expectText(page, 'You are signed out');
    expect(await knowsPerson(bed.browser, app)).toBe(false);
    await page.close();
    await signInToApp(bed.browser, app);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectText(await signedOutPage(bed), 'You are signed out');
    expect(await knowsPerson(bed.browser, app)).toBe(false);
  });

  it('is out where it wants a sign-in again, and is left alone', async () => {
    const app = await openApp('Eager', { eager: true });
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const tab = await signInToApp(bed.browser, app);
    await tab.close();
    await bed.browser.replaceCookies(app.origin, []);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    const page = await signedOutPage(bed);
    await expectText(page, 'You are signed out');
    expect(await marksOf(page, app)).toBe('in-session out');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('is found by its sign-in in a tab where Keycloak knows no address of it', async () => {
    const app = await openApp('Hidden', { hasAddress: false });
    await bed.launch({ allowed: 'all' });
    const page = await signOutOf(app);
    await expectText(page, 'Keycloak has signed you out. 1 app is still open.');
    expect(await marksOf(page, app)).toBe('in-session in');
    await page.click('Sign out of this app too');
    await expectText(page, 'You are signed out');
    expect(await knowsPerson(bed.browser, app)).toBe(false);
  });

  it('is not asked, and said so, where its host is not allowed', async () => {
    const app = await openApp('Closed');
    await bed.launch();
    const page = await signOutOf(app);
    await expectText(page, 'Keycloak has signed you out. 1 app may still be open.');
    expect(await marksOf(page, app)).toBe('in-session');
    await expectText(page, 'Sign out of this app too');
  });
});
