import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ALICE } from '../tests/support/addresses.ts';
import type { App } from '../tests/support/apps/app.ts';
import { knowsPerson, signInToApp } from '../tests/support/apps/visit.ts';
import type { TestBrowser, TestPage } from '../tests/support/browser.ts';
import { fillSignInForm } from '../tests/support/in-page.ts';
import type { TestRealm } from '../tests/support/op.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { step } from './step.ts';

const PICTURES = join('reports', 'demo');
const LIMIT_MS = 30_000;

/** Tells a person in front of the browser what to click. */
export function guide(realms: TestRealm[], apps: App[]): void {
  const { username, password } = ALICE;
  const ordinary = realms.map(({ label, otherApp }) => ({ name: label, loginUrl: otherApp.loginUrl }));
  const lines = [...ordinary, ...apps]
    .map(({ name, loginUrl }) => `     ${name.padEnd(10)} ${loginUrl}`)
    .join('\n');
  console.log(`
The browser is yours. User ${username}, password ${password}, in every realm.

  1. Open the extension from the toolbar: the puzzle piece, then “Full Sign-out for Keycloak”.
  2. Click “Sign in” for a realm and sign in, or sign in to an ordinary app of the realm:
${lines}
  3. Open the extension again and click “Sign out of everything”.

Close the browser, or press Ctrl-C here, to end.`);
}

/**
 * Does the main job as a person would: signs in to each realm through the popup, signs out of all with one click.
 * @returns how many realms the extension shows as verified and the server knows no session of.
 */
export async function playMainJob(browser: TestBrowser, realms: TestRealm[], apps: App[]): Promise<number> {
  await mkdir(PICTURES, { recursive: true });
  for (const realm of realms) await step(`Sign in to ${realm.label}`, () => signIn(browser, realm));
  for (const app of apps) await step(`Open ${app.name}`, () => signInToApp(browser, app));
  const popup = await step('Open the popup again', () => browser.openPopup());
  for (const realm of realms) await reads(popup, realm, 'data-state', ['signed-in']);
  if (apps.length > 0) await waitFor('the apps in the popup', () => popup.evaluate(namesApps), LIMIT_MS);
  await popup.screenshot(join(PICTURES, 'popup.png'));
  const page = await step('Sign out of everything: one click', async () => {
    await popup.click('Sign out of everything');
    return browser.findPage(`${browser.extensionOrigin}/signed-out.html`);
  });
  const results = await step('Wait for each result', () =>
    Promise.all(
      realms.map((realm) =>
        reads(page, realm, 'data-result', ['verified', 'unverified', 'failed', 'already-signed-out']),
      ),
    ),
  );
  await page.screenshot(join(PICTURES, 'signed-out.png'));
  const left = await step('Ask the server for sessions left', () =>
    Promise.all(realms.map((realm) => realm.liveSessions())),
  );
  for (const [at, { label }] of realms.entries()) {
    console.log(`           ${label}: ${results[at]}, ${left[at]} sessions left`);
  }
  for (const app of apps) {
    const known = await knowsPerson(browser, app);
    console.log(`           ${app.name}: ${known ? 'still signed in' : 'signed out'}`);
  }
  console.log(`           screenshots in ${PICTURES}`);
  return realms.filter((_realm, at) => results[at] === 'verified' && left[at] === 0).length;
}

async function signIn(browser: TestBrowser, realm: TestRealm): Promise<void> {
  const popup = await browser.openPopup();
  await popup.click(`Sign in to ${realm.label}`);
  const form = await browser.findPage(`/realms/${realm.name}/`);
  await waitFor(
    'the login form',
    () => form.evaluate(fillSignInForm, ALICE.username, ALICE.password),
    LIMIT_MS,
  );
  await reads(popup, realm, 'data-state', ['signed-in']);
  await popup.close();
}

/** Runs in the popup. */
function namesApps(): boolean {
  return document.querySelector('.holds p') !== null;
}

/** Waits until a realm's row says one of some words, and gives it. */
function reads(page: TestPage, realm: TestRealm, attribute: string, words: string[]): Promise<string> {
  const read = (issuer: string, name: string): string =>
    document.querySelector(`[data-realm="${issuer}"][${name}]`)?.getAttribute(name) ?? '';
  const ask = async (): Promise<string | undefined> => {
    const word = await page.evaluate(read, realm.issuer, attribute);
    return words.find((wanted) => wanted === word);
  };
  return waitFor(`${realm.label} to be ${words.join(' or ')}`, ask, LIMIT_MS);
}
