import { describe, expect, inject, it } from 'vitest';
import type { TestPage } from '../support/browser.ts';
import { createFormClient } from '../support/form-client.ts';
import { type HostileOp, openHostileOp } from '../support/hostile-op.ts';
import { adminOf } from '../support/keycloak.ts';
import type { TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  answerQuestion,
  expectResult,
  expectState,
  expectText,
  expectWaiting,
  LIMIT_MS,
  signedOutPage,
  signInByOtherApp,
  signInOn,
  useBed,
} from './bed.ts';
import { itShows } from './shows.ts';

const bed = useBed();
const IS_18 = inject('version').startsWith('18.');
const HOW = IS_18
  ? 'is signed out of by the person whom Keycloak 18 asks, and not proven,'
  : 'is signed out of by its own question, and proven,';
const PKCE = { 'pkce.code.challenge.method': 'S256' };

/** A realm in which nothing is registered for this extension. */
function bareRealm(): Promise<TestRealm> {
  return bed.realm({ bare: true });
}

/** Changes the client that every realm has for its account console. */
async function changeConsole({ name: realm }: TestRealm, different: object): Promise<void> {
  const op = inject('op');
  if (op.kind !== 'keycloak') throw new Error('only Keycloak has one');
  await adminOf(op.keycloak)(async ({ clients }) => {
    const [found] = await clients.find({ realm, clientId: 'account-console' });
    await clients.update({ realm, id: found?.id ?? '' }, { ...found, ...different });
  });
}

/** Opens the popup once alice has come in by an ordinary app. */
async function openPopupOf(realm: TestRealm): Promise<TestPage> {
  await bed.launch({ allowed: 'all' });
  await bed.configure('tab', realm);
  await signInByOtherApp(bed, realm);
  return bed.browser.openPopup();
}

async function signOutOf(realm: TestRealm, popup: TestPage, left = 0): Promise<void> {
  await popup.click('Sign out of everything');
  await expectResult(await signedOutPage(bed), realm, 'verified');
  expect(await realm.liveSessions()).toBe(left);
  expect((await bed.browser.addresses()).join()).not.toContain('/account/full-signout');
}

/**
 * Keycloak 18 answers no question without a hint. Where it gives no code either it has to ask the person, whose own tab is closed by
 * nobody else, as nothing tells that it is done; and nothing is proven.
 */
async function signOutByHand(realm: TestRealm, popup: TestPage): Promise<void> {
  await expectState(popup, realm, 'failed');
  await popup.click('Sign out of everything');
  await expectWaiting(bed);
  await answerQuestion(bed);
  await expect.poll(() => realm.liveSessions(), { timeout: LIMIT_MS }).toBe(0);
  await (await bed.browser.findPage('/protocol/openid-connect/logout')).close();
  await expectResult(await signedOutPage(bed), realm, 'unverified', 'failed');
}

/** Up to version 23 the account console shows a page of its own first, with a button that leads to the form. */
async function signInAtConsole({ name }: TestRealm): Promise<void> {
  const console = await bed.browser.findPage(`/realms/${name}/`);
  const clickThrough = () =>
    console.evaluate(() => {
      document.querySelector<HTMLElement>('#landingSignInButton')?.click();
      return document.querySelector('#username') !== null;
    });
  await waitFor('the form', clickThrough, LIMIT_MS);
  await signInOn(console);
}

/** Signs out of a realm that gives no code: by its question, where it answers one. */
async function signOutWithoutCode(realm: TestRealm): Promise<void> {
  const popup = await openPopupOf(realm);
  if (IS_18) return signOutByHand(realm, popup);
  await expectState(popup, realm, 'signed-in');
  await signOutOf(realm, popup);
}

it('a profile of the version before, in whose realm nobody registered anything, signs out after the update', async () => {
  const realm = await bareRealm();
  await bed.launch({ allowed: 'all' });
  const { name, issuer } = realm;
  const before = {
    version: 3,
    realms: [{ id: name, issuer, label: name, clientId: 'full-signout', apps: [], otherDevices: false }],
    signOut: { show: 'tab', appTabs: 'reload' },
  };
  await bed.browser.configure(before as never);
  await signInByOtherApp(bed, realm);
  const popup = await bed.browser.openPopup();
  await expectState(popup, realm, 'signed-in');
  await signOutOf(realm, popup);
});

describe('a realm in which nothing is registered, its host allowed,', () => {
  itShows(
    'built-in client',
    'shows who is there, in which app and on how many devices, and is signed out of, proven',
    async () => {
      const realm = await bareRealm();
      await createFormClient().signInAtAccount(realm.issuer);
      const popup = await openPopupOf(realm);
      await expectState(popup, realm, 'signed-in');
      for (const text of [/alice/, /Apps: other-app/, /1 other device/]) await expectText(popup, text);
      await signOutOf(realm, popup, 1);
      return 'proven';
    },
  );

  it('is signed in to at its account console, in a tab, and the row follows', async () => {
    const realm = await bareRealm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    const popup = await bed.browser.openPopup();
    await popup.click(`Sign in to ${realm.name}`);
    await signInAtConsole(realm);
    // The tab has closed the popup. Nobody asks while the row says that it works, so it is the background that has seen it.
    await expectState(await bed.browser.openPopup(), realm, 'signed-in');
    expect(await realm.liveSessions()).toBe(1);
  });

  itShows('no client', `${HOW} where the client of its account console is disabled`, async () => {
    const realm = await bareRealm();
    await changeConsole(realm, { enabled: false });
    await signOutWithoutCode(realm);
    return IS_18 ? 'asks you, not proven' : 'proven';
  });

  it(`${HOW} where it was imported without that client`, async () => {
    await signOutWithoutCode(await bed.realm({ bare: true, lacksConsole: true }));
  });

  it(`${HOW} where that client demands pushed authorization requests`, async () => {
    const realm = await bareRealm();
    await changeConsole(realm, { attributes: { 'require.pushed.authorization.requests': 'true', ...PKCE } });
    await signOutWithoutCode(realm);
  });

  it('is signed out of where that client demands proof of possession, which versions before 23 cannot', async () => {
    const realm = await bareRealm();
    await changeConsole(realm, { attributes: { 'dpop.bound.access.tokens': 'true', ...PKCE } });
    const popup = await openPopupOf(realm);
    await expectState(popup, realm, 'signed-in');
    await signOutOf(realm, popup);
  });
});

/** Waits until a look at a realm is over, whatever it has found. */
async function expectLooked(popup: TestPage, { issuer }: HostileOp): Promise<void> {
  const read = (of: string) =>
    document.querySelector(`li[data-realm="${of}"]`)?.getAttribute('data-checking') ?? '';
  await expect.poll(() => popup.evaluate(read, issuer), { timeout: LIMIT_MS }).toBe('false');
}

describe('two hostile OPs that lead the browser on to the realm', () => {
  it('get no code of it, through either kind of client', async () => {
    const realm = await bed.realm();
    const through = { registered: false, 'built-in': true };
    const [one, other] = await Promise.all(
      Object.entries(through).map(([name, isKeycloak]) => openHostileOp(name, realm.issuer, { isKeycloak })),
    );
    if (!one || !other) throw new Error('there are two');
    try {
      await bed.launch({ allowed: 'all' });
      await bed.configure('tab', realm, { ...one, through: 'registered' }, { ...other, through: 'built-in' });
      await signInByOtherApp(bed, realm);
      const popup = await bed.browser.openPopup();
      await expectState(popup, realm, 'signed-in');
      for (const hostile of [one, other]) {
        await expectLooked(popup, hostile);
        expect(hostile.sentOn()).toBeGreaterThan(0);
        expect(hostile.codes).toEqual([]);
      }
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });
});
