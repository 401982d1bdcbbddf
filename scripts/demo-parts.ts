import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ALICE } from '../tests/support/addresses.ts';
import type { App } from '../tests/support/apps/app.ts';
import { knowsPerson, signInToApp } from '../tests/support/apps/visit.ts';
import type { TestBrowser, TestPage } from '../tests/support/browser.ts';
import { fillSignInForm, namesApps } from '../tests/support/in-page.ts';
import type { TestRealm } from '../tests/support/op.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { step } from './step.ts';

const PICTURES = join('reports', 'demo');
const LIMIT_MS = 30_000;

/** Has the apps stand in tabs, the extension's button in sight, and a page in front that tells a person what to click. */
export async function guide(browser: TestBrowser, realms: TestRealm[], apps: App[]): Promise<void> {
  await browser.pin();
  const ordinary = realms.map(({ label, otherApp }) => ({ name: label, loginUrl: otherApp.loginUrl }));
  const all = [...ordinary, ...apps];
  for (const { loginUrl } of all) await browser.newTab(loginUrl);
  const { username, password } = ALICE;
  const steps = [
    `Sign in to an app of each realm, in the tabs beside this one: ${all.map(({ name }) => name).join(', ')}. User ${username}, password ${password}.`,
    'Click the blue button of Full Sign-out at the right end of the toolbar.',
    'Click “Sign out of everything”.',
  ];
  await browser.newTab(`data:text/html;charset=utf-8,${encodeURIComponent(guidePage(steps))}`);
  const lines = steps.map((one, at) => `  ${at + 1}. ${one}`).join('\n');
  console.log(`\nThe browser is yours.\n\n${lines}\n\nClose the browser, or press Ctrl-C here, to end.`);
}

function guidePage(steps: string[]): string {
  const style =
    ':root{color-scheme:light dark;font:1.1rem/1.6 system-ui}body{max-width:38rem;margin:4rem auto;padding:0 1rem}li{margin:1rem 0}';
  const list = steps.map((one) => `<li>${one}</li>`).join('');
  return `<!doctype html><html lang="en"><title>What to click</title><style>${style}</style><h1>Full Sign-out, to try</h1><ol>${list}</ol></html>`;
}

/**
 * Does the main job as a person would: signs in to an app of each realm, signs out of all with one click.
 * @returns how many realms the extension shows as verified and the server knows no session of.
 */
export async function playMainJob(browser: TestBrowser, realms: TestRealm[], apps: App[]): Promise<number> {
  await mkdir(PICTURES, { recursive: true });
  for (const realm of realms) await step(`Sign in to ${realm.label}`, () => signIn(browser, realm));
  for (const app of apps) await step(`Open ${app.name}`, () => signInToApp(browser, app));
  const popup = await step('Open the popup again', () => browser.openPopup());
  for (const realm of realms) await reads(popup, realm, 'data-state', ['signed-in']);
  if (apps.length > 0) await waitFor('the apps in the popup', () => popup.evaluate(namesApps, 1), LIMIT_MS);
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

/** By an ordinary app of the realm, which stays open in its tab. */
async function signIn(browser: TestBrowser, realm: TestRealm): Promise<void> {
  const tab = await browser.newTab(realm.otherApp.loginUrl);
  await waitFor(
    'the login form',
    () => tab.evaluate(fillSignInForm, ALICE.username, ALICE.password),
    LIMIT_MS,
  );
  await waitFor(
    'the app',
    () => tab.evaluate(() => /Signed in as/.test(document.body.textContent)),
    LIMIT_MS,
  );
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
