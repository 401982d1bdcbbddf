import { describe, expect, it } from 'vitest';
import type { TestRealm } from '../support/op.ts';
import { waitFor } from '../support/wait-for.ts';
import { expectResult, expectText, signedOutPage, signInByOtherApp, useBed } from './bed.ts';

const bed = useBed();

/** Runs in a page of the extension: what its button says. */
async function onButton(): Promise<{ mark: string; title: string }> {
  type Api = { action: { getBadgeText(of: object): Promise<string>; getTitle(of: object): Promise<string> } };
  const globals = globalThis as unknown as { browser?: Api; chrome: Api };
  const { action } = globals.browser ?? globals.chrome;
  return { mark: await action.getBadgeText({}), title: await action.getTitle({}) };
}

/** Somebody is signed in to a realm that is configured, and to one that was found by its cookie. */
async function signedIn(): Promise<{ kept: TestRealm; found: TestRealm }> {
  const [kept, found] = [await bed.realm(), await bed.realm({ bare: true })];
  await bed.launch({ allowed: 'all', asks: true });
  await bed.configure('tab', kept);
  for (const realm of [kept, found]) await signInByOtherApp(bed, realm);
  return { kept, found };
}

/** Has the realm that nobody typed found, as the popup does. */
async function findIn(found: TestRealm): Promise<void> {
  const popup = await bed.browser.openPopup();
  await expectText(popup, found.name);
  await popup.close();
}

/** Presses the hot key over an ordinary page, as whoever is about to leave. */
async function press({ otherApp }: TestRealm): Promise<void> {
  await bed.browser.newTab(new URL('/', otherApp.loginUrl).href);
  await bed.browser.shortcut('alt+shift+l');
}

async function expectAllOut(...realms: TestRealm[]): Promise<void> {
  const page = await signedOutPage(bed);
  for (const realm of realms) await expectResult(page, realm, 'verified');
  for (const realm of realms) expect(await realm.liveSessions()).toBe(0);
}

describe('without the popup', () => {
  it('the hot key signs out of all that the button for everything does, found realms included, proven', async () => {
    const { kept, found } = await signedIn();
    await findIn(found);
    await press(kept);
    await expectAllOut(kept, found);
  });

  it('a realm that is found only by the hot key is shown first, and signed out of by the next', async () => {
    const { kept, found } = await signedIn();
    await press(kept);
    await expectResult(await signedOutPage(bed), kept, 'verified');
    await expectText(await bed.browser.findRealPopup(), found.name);
    expect([await kept.liveSessions(), await found.liveSessions()]).toEqual([0, 1]);
    await press(kept);
    await waitFor('the session to end', async () => (await found.liveSessions()) === 0);
  });

  it('the menu on the button does the same', async () => {
    const { kept, found } = await signedIn();
    await findIn(found);
    await bed.browser.chooseInMenu('Sign out of everything', 'everything');
    await expectAllOut(kept, found);
  });

  it('the menu signs out of one realm alone', async () => {
    const { kept, found } = await signedIn();
    await findIn(found);
    await bed.browser.chooseInMenu(kept.name, `realm:${kept.name}`);
    await expectAllOut(kept);
    expect(await found.liveSessions()).toBe(1);
  });
});

describe('the button at a glance', () => {
  it('says to how many realms somebody is signed in, and then that all are out', async () => {
    const realm = await bed.realm();
    await bed.launch({ allowed: 'all' });
    await bed.configure('tab', realm);
    await signInByOtherApp(bed, realm);
    const page = await bed.browser.openExtensionPage('/options.html');
    const says = (title: string) =>
      waitFor(`the button to say “${title}”`, async () => (await page.evaluate(onButton)).title === title);
    expect(await page.evaluate(onButton)).toEqual({ mark: '', title: 'Sign out of Keycloak' });
    const popup = await bed.browser.openPopup();
    await says('Full Sign-out: signed in to 1 realm');
    expect((await page.evaluate(onButton)).mark).toBe('1');
    await popup.click('Sign out of everything');
    await says('Full Sign-out: signed out when last asked');
    expect((await page.evaluate(onButton)).mark).toBe('');
    expect(await realm.liveSessions()).toBe(0);
  });
});
