import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_ID } from '../addresses.ts';
import { allowAll, BUILT, type TestBrowser } from '../browser.ts';
import { signInAtAccount } from '../truth/person.ts';
import { waitFor } from '../wait-for.ts';
import type { Bench, RealRig } from './bench.ts';
import { endingOf, type Outcome, outcomeOf, type Seen } from './ending.ts';
import { look, type Shown, signOut } from './person.ts';
import { type InBrowser, standStill } from './scene.ts';
import type { Wire } from './wire.ts';

const SIGN_OUT = 'sign out after a look';

/** The request that is to end the session never comes to the OP. */
const NEVER: Wire = { is: 'silent' };

/** What takes away all that was known in the middle of a sign-out: the next look finds what is so, and no page says anything else. */
export const RESTARTS: readonly InBrowser[] = [
  { name: 'extension reloaded', act: SIGN_OUT, rigs: isChromium, run: (bench) => reload(bench, false) },
  { name: 'extension updated', act: SIGN_OUT, rigs: isChromium, run: (bench) => reload(bench, true) },
  { name: 'browser killed', act: SIGN_OUT, rigs: isChromium, run: kill },
];

function isChromium({ browser }: RealRig): boolean {
  return browser === 'chromium';
}

/** @param newer whether another version stands in its place by then. */
async function reload(bench: Bench, newer: boolean): Promise<Outcome> {
  const build = copyOf(bench);
  const browser = await bench.launch({ build });
  try {
    await signInAtAccount({ browser }, bench.realm);
    await standStill(bench, browser, NEVER);
    if (newer) raiseVersion(build);
    await reloadExtension(browser);
    await bench.proxy.end();
    return await goOn(bench, browser);
  } finally {
    await leave(bench, browser);
  }
}

async function kill(bench: Bench): Promise<Outcome> {
  const profile = mkdtempSync(join(tmpdir(), 'profile-'));
  const browser = await bench.launch({ profile, restores: true });
  await signInAtAccount({ browser }, bench.realm);
  await standStill(bench, browser, NEVER);
  await browser.kill();
  await bench.proxy.end();
  const next = await bench.launch({ profile, restores: true, welcome: 'kept' });
  try {
    return await goOn(bench, next);
  } finally {
    await leave(bench, next);
    rmSync(profile, { recursive: true, force: true });
  }
}

/** The look that follows finds what is so in this browser; and no page that stands says that a sign-out has succeeded. */
async function goOn(bench: Bench, browser: TestBrowser): Promise<Outcome> {
  const here = async (shown: Promise<Shown>): Promise<Seen> => {
    const said = await shown;
    return { ...said, lives: await isInHere(bench, browser), isForgotten: false };
  };
  const first = endingOf('look', await here(look(browser)));
  if (await isAnyPageGreen(browser)) first.complaints.push('false "signed out"');
  return outcomeOf(SIGN_OUT, first, await here(signOut(browser)));
}

/** Whether an app finds somebody signed in: a browser that was killed may have lost its cookie, and then the session is its no more. */
async function isInHere({ realm: { otherApp } }: Bench, browser: TestBrowser): Promise<boolean> {
  const page = await browser.newTab(otherApp.loginUrl);
  const says = await waitFor('an app to tell', () =>
    page.evaluate(() => {
      if (document.querySelector('#kc-login')) return 'out';
      return /Signed in as/.test(document.body.innerText) && 'in';
    }),
  );
  await page.close();
  return says === 'in';
}

async function isAnyPageGreen(browser: TestBrowser): Promise<boolean> {
  const pages = (await browser.addresses()).filter((one) => one.includes('/signed-out.html'));
  for (const address of pages) {
    const page = await browser.findPage(address);
    if (
      await page.evaluate(() =>
        /signed-out|nothing/.test(document.querySelector('main')?.dataset.headline ?? ''),
      )
    )
      return true;
  }
  return false;
}

async function leave({ proxy, realm }: Bench, browser: TestBrowser): Promise<void> {
  await proxy.end();
  await browser.close();
  await realm.endSessionsAsAdmin();
}

function copyOf({ rig: { browser, allowed } }: Bench): string {
  if (allowed) return allowAll(BUILT[browser]);
  const copy = mkdtempSync(join(tmpdir(), 'build-'));
  cpSync(BUILT[browser], copy, { recursive: true });
  return copy;
}

function raiseVersion(build: string): void {
  const path = join(build, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  writeFileSync(path, JSON.stringify({ ...manifest, version: `${manifest.version}.1` }));
}

async function reloadExtension(browser: TestBrowser): Promise<void> {
  await developAs(browser);
  const page = await browser.openExtensionPage('/options.html');
  type Api = { runtime: { reload(): void } };
  // The page goes with it.
  await page
    .evaluate(() => (globalThis as unknown as { chrome: Api }).chrome.runtime.reload())
    .catch(() => undefined);
  await waitFor('the page to go', async () => !(await browser.addresses()).includes(OPTIONS));
  await waitFor('the extension to be back', async () => {
    const next = await browser.openExtensionPage('/options.html');
    const stands = await next.evaluate(() => document.querySelector('main') !== null);
    await next.close();
    return stands;
  });
}

const OPTIONS = `chrome-extension://${CHROMIUM_ID}/options.html`;

/** An extension that comes from no store comes back only where its person develops. */
async function developAs(browser: TestBrowser): Promise<void> {
  const page = await browser.newTab('chrome://extensions');
  await page.evaluate(async () => {
    type Api = { updateProfileConfiguration(update: object): Promise<void> };
    const { chrome } = globalThis as unknown as { chrome: { developerPrivate: Api } };
    await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
  });
  await page.close();
}
