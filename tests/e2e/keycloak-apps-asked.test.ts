import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { App } from '../support/apps/app.ts';
import { openServerSideApp } from '../support/apps/server-side.ts';
import { knowsPerson, signInToApp } from '../support/apps/visit.ts';
import type { TestPage } from '../support/browser.ts';
import { adminOf } from '../support/keycloak.ts';
import type { TestRealm } from '../support/op.ts';
import { policyFor } from '../support/policy.ts';
import { expectText, itOnlyIn, signedOutPage, useBed } from './bed.ts';

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

describe('access to the hosts of apps', () => {
  it('refused for one of three leaves the other two out, and the third named with its way on', async () => {
    const apps = [await openApp('First'), await openApp('Second'), await openApp('Third')] as const;
    const [first, second, third] = apps;
    await bed.launch({ asks: true, allowed: [first.origin, second.origin] });
    const page = await signOutOf(...apps);
    await expectText(page, 'Keycloak has signed you out. 2 apps are still open.');
    await page.click('Sign out of these 3 apps too');
    await bed.browser.answer(false);
    await expectText(page, 'Keycloak has signed you out. 1 app may still be open.');
    expect(await marksOf(page, first)).toMatch(/^in-session cleared/);
    expect(await marksOf(page, second)).toMatch(/^in-session cleared/);
    expect(await marksOf(page, third)).toBe('in-session');
    for (const app of apps) expect(await knowsPerson(bed.browser, app)).toBe(app === third);
    await page.click('Sign out of this app too');
    await bed.browser.answer(true);
    await expectText(page, 'You are signed out');
    expect(await knowsPerson(bed.browser, third)).toBe(false);
  });

  itOnlyIn(
    'chromium',
    'Firefox has no policy that takes a host away that was allowed',
    'taken away from one by a policy of the browser leaves it named, with why, and the other is out',
    async () => {
      const apps = [await openApp('Near'), await openApp('Away')] as const;
      const [near, away] = apps;
      const { host } = new URL(away.origin);
      const blocked = { runtime_blocked_hosts: [`*://${host.split(':')[0]}`] };
      await bed.launch({ allowed: 'all', policy: policyFor('chromium', {}, blocked) });
      const page = await signOutOf(...apps);
      await page.click('Sign out of these 2 apps too');
      await expectText(page, 'Keycloak has signed you out. 1 app may still be open.');
      await expectText(page, `Only your admin can let the extension clear ${host}.`);
      expect(await marksOf(page, near)).toMatch(/^in-session cleared/);
      expect(await marksOf(page, away)).toBe('in-session kept-away');
      expect(await knowsPerson(bed.browser, near)).toBe(false);
      expect(await knowsPerson(bed.browser, away)).toBe(true);
    },
  );
});

/** Starts a browser under a policy, which it comes to know only some time after it has started. */
async function launchUnder(clearApps: 'on' | 'off', says: string): Promise<void> {
  await bed.launch({ allowed: 'all', policy: policyFor(inject('browser'), { clearApps }) });
  await bed.configure('tab', realm);
  const options = await bed.browser.openExtensionPage('/options.html');
  await expectText(options, says);
  await options.close();
}

describe('a policy', () => {
  it('has apps that a realm names cleared at the first click, where it says so', async () => {
    const app = await openApp('Given');
    await launchUnder('on', 'Your admin has set that every app of your session is cleared');
    const page = await signOutOf(app);
    await expectText(page, 'You are signed out');
    expect(await marksOf(page, app)).toMatch(/^in-session cleared/);
    expect(await knowsPerson(bed.browser, app)).toBe(false);
    await page.click('Do not clear Given again');
    await expectText(page, 'Clear Given at every sign-out');
    await page.close();
    await signInToApp(bed.browser, app);
    await (await bed.browser.openPopup()).click('Sign out of everything');
    await expectText(await signedOutPage(bed), 'Keycloak has signed you out. 1 app is still open.');
  });

  it('has nothing offered where it lets no app be cleared, and the page says why', async () => {
    const app = await openApp('Kept');
    await launchUnder('off', 'Your admin has set that apps are not cleared');
    const page = await signOutOf(app);
    await expectText(page, 'Keycloak has signed you out. 1 app is still open.');
    await expectText(page, 'Your admin has set that no other app is cleared here.');
    const offered = () => [...document.querySelectorAll('button')].map((one) => one.textContent.trim());
    expect(await page.evaluate(offered)).toEqual(['Close']);
    expect(await knowsPerson(bed.browser, app)).toBe(true);
  });
});
