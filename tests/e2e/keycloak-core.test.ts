import { afterEach, describe, expect, inject } from 'vitest';
import { APP_DEFAULTS } from '../../lib/settings/schema.ts';
import { type SignOutClient, signOutClient } from '../support/addresses.ts';
import type { App } from '../support/apps/app.ts';
import { openServerSideApp, type ServerSideOptions } from '../support/apps/server-side.ts';
import { connectUpstream, endSessionOf, UPSTREAM } from '../support/apps/upstream.ts';
import { knowsPerson, signInToApp } from '../support/apps/visit.ts';
import type { TestPage } from '../support/browser.ts';
import { type AsAdmin, adminOf } from '../support/keycloak.ts';
import type { RealmOptions, TestRealm } from '../support/op.ts';
import { openProxy } from '../support/proxy.ts';
import { readTest } from '../support/read-diagnosis.ts';
import {
  expectResult,
  expectState,
  expectText,
  openSignedIn,
  settingsFor,
  signedOutPage,
  useBed,
} from './bed.ts';
import { itShows } from './shows.ts';

const bed = useBed();
const IS_18 = inject('version').startsWith('18.');
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function keycloak(): { asAdmin: AsAdmin; port: number } {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('these tests take a Keycloak');
  return { asAdmin: adminOf(op.keycloak), port: Number(new URL(op.keycloak.url).port) };
}

/** Keycloak 18 has one list of addresses for the ways in and the ways out: there an admin registers all of them in it. */
function clientWith(redirectUris = signOutClient().redirectUris): Partial<SignOutClient> {
  const { postLogoutRedirectUris } = signOutClient();
  return { redirectUris: [...redirectUris, ...(IS_18 ? postLogoutRedirectUris : [])] };
}

/** A realm in which the client is registered as this Keycloak wants it. */
function registeredRealm(options: RealmOptions = {}): Promise<TestRealm> {
  return bed.realm({ client: clientWith(), ...options });
}

/** Opens an app of a realm, and has it closed with the test. */
async function openApp(realm: TestRealm, different: Partial<ServerSideOptions>): Promise<App> {
  const { issuer } = realm;
  const app = await openServerSideApp({ host: 'wiki', name: 'Wiki', learns: 'never', ...different, issuer });
  closers.push(app.close);
  await keycloak().asAdmin((admin) => admin.clients.create({ realm: realm.name, ...app.client }));
  return app;
}

/** One click, and the proof on the page that comes. */
async function signOut(realm: TestRealm, popup: TestPage): Promise<TestPage> {
  await popup.click('Sign out of everything');
  const page = await signedOutPage(bed);
  await expectResult(page, realm, 'verified');
  expect(await realm.liveSessions()).toBe(0);
  return page;
}

/** A person sees a realm that is found before the click. */
async function expectShown(popup: TestPage, { issuer }: TestRealm): Promise<void> {
  const read = (of: string) => document.querySelector(`[data-realm="${of}"]`) !== null;
  await expect.poll(() => popup.evaluate(read, issuer)).toBe(true);
}

function marksOf(page: TestPage, { origin }: App): Promise<string> {
  const read = (app: string) =>
    document.querySelector(`[data-app="${app}"]`)?.getAttribute('data-marks') ?? '';
  return page.evaluate(read, origin);
}

describe('a realm in which a client is registered', () => {
  itShows(
    'registered client, as installed',
    'is found, ended and proven as installed, with no host allowed',
    async () => {
      const realm = await registeredRealm();
      await bed.launch();
      const popup = await openSignedIn(bed, 'tab', realm);
      await expectText(popup, /alice/i);
      // The app beside it is not listed, and nobody has asked it.
      await expectText(await signOut(realm, popup), 'Keycloak has signed you out');
      return 'proven';
    },
  );

  itShows(
    'registered client, host allowed',
    'is found, ended and proven by single requests where its host is allowed',
    async () => {
      const realm = await registeredRealm();
      await bed.launch({ allowed: 'all' });
      const popup = await openSignedIn(bed, 'tab', realm);
      await signOut(realm, popup);
      return 'proven';
    },
  );
});

describe('an app of the session', () => {
  itShows(
    'an app is told',
    'with a front-channel address is told, and its server is done with the person',
    async () => {
      const realm = await registeredRealm();
      const app = await openApp(realm, { learns: 'front-channel' });
      await bed.launch({ allowed: 'all' });
      await bed.configure('tab', realm);
      await (await signInToApp(bed.browser, app)).close();
      const popup = await bed.browser.openPopup();
      await expectState(popup, realm, 'signed-in');
      const page = await signOut(realm, popup);
      await expectText(page, 'Keycloak has signed you out');
      expect(await marksOf(page, app)).toContain('told');
      expect(await knowsPerson(bed.browser, app)).toBe(false);
      return 'told';
    },
  );

  itShows('an app is cleared', 'that keeps a cookie of its own is cleared where it is listed', async () => {
    const realm = await registeredRealm();
    const app = await openApp(realm, { host: 'tickets', name: 'Tickets' });
    await bed.launch({ allowed: 'all' });
    const settings = settingsFor('tab', realm);
    const apps = [{ ...APP_DEFAULTS, origin: app.origin, label: app.name }];
    await bed.browser.configure({ ...settings, realms: settings.realms.map((one) => ({ ...one, apps })) });
    await (await signInToApp(bed.browser, app)).close();
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
    const page = await signOut(realm, popup);
    await expectText(page, 'You are signed out');
    expect(await marksOf(page, app)).toContain('cleared');
    expect(await knowsPerson(bed.browser, app)).toBe(false);
    return 'cleared';
  });
});

describe('a session that came through another realm', () => {
  /** Alice comes in through another realm, to which a sign-out is passed on. */
  async function comeInThroughProvider(behind?: number): Promise<[TestRealm, TestRealm]> {
    const realm = await registeredRealm(behind ? { behind } : {});
    const upstream = await bed.realm({ host: 'localhost' });
    await connectUpstream(keycloak().asAdmin, realm, upstream, { logoutUrl: endSessionOf(upstream) });
    const app = await openApp(realm, { extra: { kc_idp_hint: UPSTREAM } });
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    await (await signInToApp(bed.browser, app)).close();
    return [realm, upstream];
  }

  async function signOutOfBoth([realm, upstream]: [TestRealm, TestRealm]): Promise<string> {
    const popup = await bed.browser.openPopup();
    await expectState(popup, realm, 'signed-in');
    await expectShown(popup, upstream);
    await signOut(realm, popup);
    await expect.poll(() => upstream.liveSessions()).toBe(0);
    return 'ended too';
  }

  // All hosts are allowed: on Keycloak 18, whose own chain does not reach the provider, that one is found by its cookie, and signed out of.
  itShows('identity provider', 'is ended there too', async () => {
    return signOutOfBoth(await comeInThroughProvider());
  });

  // From 26.8 on it is ignored unless an admin says otherwise (its upgrading guide); no such distribution is served yet.
  itShows(
    '`initiating_idp` ignored',
    'is ended by a server that ignores `initiating_idp`, as Keycloak from 26.8 on',
    async () => {
      const withoutIt = (path: string) => path.replace(/([?&])initiating_idp=[^&]*&?/, '$1');
      const proxy = await openProxy(keycloak().port, () => null, undefined, withoutIt);
      closers.push(proxy.close);
      return signOutOfBoth(await comeInThroughProvider(proxy.port));
    },
  );
});

describe('a test of a realm', () => {
  itShows('“Test”', 'finds nothing wrong where all is well, and names exactly what is', async () => {
    const well = await registeredRealm();
    const wrong = await bed.realm({ client: clientWith(['https://elsewhere.example/*']) });
    await bed.launch({ allowed: 'all' });
    const through = 'registered';
    await bed.browser.configure(settingsFor('tab', { ...well, through }, { ...wrong, through }));
    expect(await readTest(bed.browser, well.name)).toEqual([]);
    expect(await readTest(bed.browser, wrong.name)).toEqual(['redirect-uri']);
    return 'right';
  });
});
