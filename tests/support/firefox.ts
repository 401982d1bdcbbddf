import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import type { Settings } from '../../lib/settings/schema.ts';
import { GECKO_ID, WELCOME } from './addresses.ts';
import { answerFirefox } from './asked.ts';
import type { LaunchOptions, TestBrowser, TestPage } from './browser.ts';
import { kill } from './chromium.ts';
import { type Context, contexts, inChrome, type Send, sendTo } from './firefox-bidi.ts';
import { loaded, wrapPage } from './firefox-page.ts';
import { findPanel, openByButton } from './firefox-panel.ts';
import { usedProfile } from './firefox-profile.ts';
import type { Cookie } from './form-client.ts';
import { writeSettings } from './in-page.ts';
import { govern } from './policy.ts';
import { chooseInFirefox, pressInFirefox } from './toolbar.ts';
import { waitFor } from './wait-for.ts';

/** Firefox gives each profile a random address for an extension; tests name theirs. */
const UUID = '5f8a1c1e-2222-4333-8444-6b1d0e7a9c55';
const ORIGIN = `moz-extension://${UUID}`;
const LIMIT_MS = 20_000;

/** The library has Firefox forget its windows; a person's does not. */
const KEEPS_ALL = {
  'browser.sessionstore.resume_from_crash': true,
  'browser.sessionstore.interval': 500,
  'devtools.console.stdout.content': true,
  // What drives the browser names addresses that it has seen.
  'remote.log.level': 'Fatal',
};

/**
 * A way of starting Firefox that leaves what pages and the worker say in their consoles in a file of its profile: it is its output.
 * @returns the program.
 */
async function loggingInto(profile: string, executable: string): Promise<string> {
  const path = join(profile, 'start.sh');
  await writeFile(path, `#!/bin/sh\nexec '${executable}' "$@" >'${join(profile, 'console.log')}'\n`, {
    mode: 0o755,
  });
  return path;
}

/**
 * Finds Firefox: `FIREFOX_PATH`, else the first of the usual names in PATH.
 * @throws {Error} where there is none.
 */
function firefoxPath(): string {
  const named = process.env.FIREFOX_PATH;
  if (named) return named;
  const path = spawnSync('sh', ['-c', 'command -v firefox-esr || command -v firefox'])
    .stdout.toString()
    .trim();
  if (!path) throw new Error('no Firefox: install it or set FIREFOX_PATH');
  return path;
}

/** Starts Firefox with an unpacked extension. */
export async function launchFirefox(directory: string, options: LaunchOptions): Promise<TestBrowser> {
  const { browser, profile } = await start(directory, options);
  const close = async (): Promise<void> => {
    await browser.close();
    if (profile !== options.profile) await rm(profile ?? '', { recursive: true, force: true });
  };
  const driven = { ...driver(browser), close };
  // One that an admin installs opens no page.
  if (options.welcome !== 'kept' && !options.installedByPolicy)
    await (await driven.findPage(WELCOME)).close();
  return driven;
}

type Started = { browser: Browser; profile?: string };

async function start(directory: string, options: LaunchOptions): Promise<Started> {
  const path = realpathSync(firefoxPath());
  const governed = options.policy
    ? await govern(path, join(dirname(path), 'distribution'), 'policies.json', options.policy)
    : null;
  // A governed one is another installation, which could use none of it.
  const profile = governed ? undefined : await usedProfile(path, options.profile);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: options.profile
      ? await loggingInto(options.profile, path)
      : (governed?.executable ?? path),
    ...(profile && { userDataDir: profile }),
    headless: options.headless,
    args: ['--remote-allow-system-access', `--width=${options.width ?? 1000}`, '--height=900'],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: UUID }),
      'extensions.webextOptionalPermissionPrompts': options.asks === true,
      ...(options.installedByPolicy && { 'xpinstall.signatures.required': false }),
      'ui.systemUsesDarkTheme': options.dark ? 1 : 0,
      'layout.css.prefers-color-scheme.content-override': options.dark ? 0 : 1,
      ...(options.thirdPartyCookies && { 'network.cookie.cookieBehavior': 1 }),
      ...(options.language && { 'intl.locale.requested': options.language }),
      ...(options.profile && KEEPS_ALL),
    },
  });
  if (governed) browser.once('disconnected', () => void governed.remove());
  if (options.installedByPolicy)
    await waitFor('the policy to install', () => isInstalled(sendTo(browser)), LIMIT_MS);
  else await browser.installExtension(resolve(directory));
  return { browser, ...(profile && { profile }) };
}

/** The verbs of the tests for a started Firefox. */
function driver(browser: Browser): Omit<TestBrowser, 'close'> {
  const send = sendTo(browser);
  const newTab = async (url: string): Promise<TestPage> => {
    const { context } = await send<Context>('browsingContext.create', { type: 'tab' });
    const navigate = () => send('browsingContext.navigate', { context, url, wait: 'none' });
    // A page whose service worker goes at that very moment is refused, and taken at the next try.
    await navigate().catch(navigate);
    const page = wrapPage(send, context);
    await waitFor(
      `the page ${url}`,
      async () => (await page.url()) !== 'about:blank' && loaded(page),
      LIMIT_MS,
    );
    return page;
  };
  return {
    name: 'firefox',
    extensionOrigin: ORIGIN,
    configure: (settings) => configure(send, newTab, settings),
    openPopup: () => newTab(`${ORIGIN}/popup.html`),
    openRealPopup: () => openByButton(send),
    findRealPopup: () => findPanel(send),
    openExtensionPage: (path) => newTab(ORIGIN + path),
    newTab,
    findPage: (part) => findPage(send, part),
    addresses: async () => (await contexts(send)).map(({ url }) => url),
    replaceCookies: (url, cookies) => replaceCookies(browser, url, cookies),
    answer: (yes) => answerFirefox(send, yes),
    // The manifest has it there.
    pin: async () => undefined,
    shortcut: (keys) => pressInFirefox(send, keys),
    chooseInMenu: (title) => chooseInFirefox(send, title),
    stopWorker: async () => {
      await inChrome(
        send,
        `WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)}).extension.terminateBackground()`,
      );
    },
    workerRuns: async () => {
      const state = `WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)}).extension.backgroundState`;
      return (await inChrome(send, `Promise.resolve(${state})`)) !== 'stopped';
    },
    inChrome: (expression) => inChrome(send, expression),
    kill: () => kill(browser),
    closed: new Promise((done) => browser.once('disconnected', () => done())),
  };
}

async function replaceCookies(browser: Browser, url: string, cookies: Cookie[]): Promise<void> {
  const { hostname: domain } = new URL(url);
  await sendTo(browser)('storage.deleteCookies', { filter: { domain } });
  const rest = { domain, secure: true, httpOnly: true, sameSite: 'None' as const };
  const fresh = cookies.map(({ key, value, path }) => ({ name: key, value, path: path ?? '/', ...rest }));
  if (fresh.length > 0) await browser.setCookie(...fresh);
}

async function isInstalled(send: Send): Promise<true> {
  const found = `WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)})?.active`;
  await inChrome(send, `(async () => { if (!${found}) throw new Error('not yet'); })()`);
  return true;
}

async function configure(
  send: Send,
  newTab: (url: string) => Promise<TestPage>,
  settings: Settings,
): Promise<void> {
  // Some tests write a document that is none.
  const { realms = [] } = settings as Partial<Settings>;
  const hosts = realms.map(({ issuer }) => `${new URL(issuer).protocol}//${new URL(issuer).hostname}/*`);
  await inChrome(
    send,
    `(async () => {
      const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
      const { extension } = WebExtensionPolicy.getByID(${JSON.stringify(GECKO_ID)});
      await ExtensionPermissions.add(extension.id, { permissions: [], origins: ${JSON.stringify(hosts)} }, extension);
    })()`,
  );
  const page = await newTab(`${ORIGIN}/options.html`);
  await page.evaluate(writeSettings, settings);
  await page.close();
}

async function findPage(send: Send, part: string): Promise<TestPage> {
  const find = async () => (await contexts(send)).find(({ url }) => url.includes(part));
  const { context } = await waitFor(`a page at ${part}`, find);
  const page = wrapPage(send, context);
  await waitFor(`the page at ${part}`, () => loaded(page));
  return page;
}
