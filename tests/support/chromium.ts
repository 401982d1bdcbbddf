import { spawnSync } from 'node:child_process';
import puppeteer, { type Browser, type Page, type Protocol, type Target, TargetType } from 'puppeteer-core';
import type { Settings } from '../../lib/settings/schema.ts';
import { CHROMIUM_ID, WELCOME } from './addresses.ts';
import { answerChromium, openScreen, type Screen } from './asked.ts';
import type { LaunchOptions, TestBrowser, TestPage } from './browser.ts';
import { wrapPage } from './chromium-page.ts';
import type { Cookie } from './form-client.ts';
import { writeSettings } from './in-page.ts';
import { govern } from './policy.ts';
import { pressOn } from './toolbar.ts';
import { waitFor } from './wait-for.ts';

const ORIGIN = `chrome-extension://${CHROMIUM_ID}`;
const LIMIT_MS = 20_000;

/** Keeps the browser from talking to anybody but the test bed. */
export const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Has what pages and the worker say in their consoles stand in `chrome_debug.log`, in the profile. */
const LOGGING = ['--enable-logging', '--log-level=0'];

/**
 * Finds Chromium: `CHROME_PATH`, else the first of the usual names in PATH.
 * @throws {Error} where there is none.
 */
export function chromiumPath(): string {
  const named = process.env.CHROME_PATH;
  if (named) return named;
  const found = spawnSync('sh', [
    '-c',
    'command -v chromium || command -v chromium-browser || command -v google-chrome',
  ]);
  const path = found.stdout.toString().trim();
  if (!path) throw new Error('no Chromium: install it or set CHROME_PATH');
  return path;
}

/** Starts Chromium with an unpacked extension. */
export async function launchChromium(directory: string, options: LaunchOptions): Promise<TestBrowser> {
  const governed = options.policy
    ? await govern(chromiumPath(), '/etc/chromium', 'policies/managed/full-signout.json', options.policy)
    : null;
  const screen = options.asks ? await openScreen() : undefined;
  const browser = await puppeteer.launch({
    executablePath: governed?.executable ?? chromiumPath(),
    headless: options.headless && !screen,
    pipe: true,
    enableExtensions: [directory],
    defaultViewport: null,
    ...(options.profile && { userDataDir: options.profile }),
    args: [
      ...QUIET,
      ...(options.profile ? LOGGING : []),
      ...(options.restores ? ['--restore-last-session'] : []),
      `--window-size=${options.width ?? 1000},900`,
      ...(options.thirdPartyCookies ? ['--test-third-party-cookie-phaseout'] : []),
      ...(options.language ? [`--lang=${options.language}`] : []),
      ...(process.getuid?.() === 0 || governed ? ['--no-sandbox'] : []),
    ],
    env: {
      ...process.env,
      ...(options.language && { LANGUAGE: options.language }),
      ...(screen && { DISPLAY: screen.display }),
    },
  });
  await browser.waitForTarget(isWorker, { timeout: LIMIT_MS });
  if (governed) browser.once('disconnected', () => void governed.remove());
  if (screen) browser.once('disconnected', screen.stop);
  const driven = driver(browser, options, screen);
  if (options.welcome !== 'kept') await (await driven.findPage(WELCOME)).close();
  return driven;
}

function driver(browser: Browser, options: LaunchOptions, screen: Screen | undefined): TestBrowser {
  const wrap = (page: Page) => wrapPage(page, options);
  const newTab = async (url: string): Promise<TestPage> => {
    const page = await browser.newPage();
    await page.goto(url).catch((error: Error) => {
      // A navigation that ends on an address without a server, as a redirect URI is, has still happened.
      if (!/ERR_|frame was detached/.test(error.message)) throw error;
    });
    return wrap(page);
  };
  return {
    name: 'chromium',
    extensionOrigin: ORIGIN,
    configure: (settings) => configure(newTab, settings),
    openPopup: async () => wrap(await openPopup(browser)),
    openRealPopup: async () => wrap(await openPopup(browser)),
    findRealPopup: async () => wrap(await findPopup(browser)),
    openExtensionPage: (path) => newTab(ORIGIN + path),
    newTab,
    findPage: async (part) => wrap(await findPage(browser, part)),
    addresses: async () => pageTargets(browser).map((target) => target.url()),
    replaceCookies: (url, cookies) => replaceCookies(browser, url, cookies),
    answer: async (yes) => screen && answerChromium(screen, yes),
    pin: () => pinButtons(browser, [CHROMIUM_ID]),
    shortcut: async (keys) => pressOn(screen?.display ?? '', keys),
    chooseInMenu: (_, id) => chooseInChromium(browser, id),
    stopWorker: () => stopWorker(browser),
    workerRuns: async () => browser.targets().some(isWorker),
    kill: () => kill(browser),
    closed: new Promise((resolve) => browser.once('disconnected', () => resolve())),
    close: () => browser.close(),
  };
}

/** Ends a browser's process, and with it all others of it. */
export async function kill(browser: Browser): Promise<void> {
  const gone = new Promise<void>((resolve) => browser.once('disconnected', () => resolve()));
  browser.process()?.kill('SIGKILL');
  await gone;
}

/**
 * Cookies of a jar as Chromium takes them. The address has to be told: a cookie counts only for the scheme it came by, and the
 * library would say https.
 */
export function cookieParams(url: string, cookies: Cookie[]): Protocol.Network.CookieParam[] {
  const rest = { url, secure: true, httpOnly: true, sameSite: 'None' as const };
  return cookies.map(({ key, value, path }) => ({ name: key, value, path: path ?? '/', ...rest }));
}

async function replaceCookies(browser: Browser, url: string, cookies: Cookie[]): Promise<void> {
  const { hostname } = new URL(url);
  const old = (await browser.cookies()).filter(({ domain }) => domain === hostname);
  await browser.deleteCookie(...old);
  const session = await browser.target().createCDPSession();
  await session.send('Storage.setCookies', { cookies: cookieParams(url, cookies) });
  await session.detach();
}

async function configure(newTab: (url: string) => Promise<TestPage>, settings: Settings): Promise<void> {
  const page = await newTab(`${ORIGIN}/options.html`);
  await page.evaluate(writeSettings, settings);
  await page.close();
}

/** Has the buttons of extensions in sight in the toolbar, as people do. */
export async function pinButtons(browser: Browser, ids: string[]): Promise<void> {
  const page = await browser.newPage();
  await page.goto('chrome://extensions');
  await page.evaluate(async (all) => {
    type Api = {
      developerPrivate: { updateExtensionConfiguration(update: Record<string, unknown>): Promise<void> };
    };
    const { developerPrivate } = (globalThis as unknown as { chrome: Api }).chrome;
    for (const extensionId of all)
      await developerPrivate.updateExtensionConfiguration({ extensionId, pinnedToToolbar: true });
  }, ids);
  await page.close();
}

function pageTargets(browser: Browser) {
  return browser.targets().filter((target) => target.type() === TargetType.PAGE || isPopup(target));
}

function isWorker(target: Target): boolean {
  return target.type() === TargetType.SERVICE_WORKER && target.url().startsWith(ORIGIN);
}

/**
 * Stops the worker as the browser does. Without a session to it: a worker that starts in the moment in which a session goes would wait
 * for a debugger for ever, with every message to it.
 */
async function stopWorker(browser: Browser): Promise<void> {
  await browser.waitForTarget(isWorker, { timeout: LIMIT_MS });
  const session = await browser.target().createCDPSession();
  const { targetInfos } = await session.send('Target.getTargets');
  const workers = targetInfos.filter(({ type, url }) => type === 'service_worker' && url.startsWith(ORIGIN));
  for (const { targetId } of workers) await session.send('Target.closeTarget', { targetId });
  await session.detach();
}

async function chooseInChromium(browser: Browser, id: string): Promise<void> {
  type Api = {
    contextMenus: {
      update(id: string, what: object): Promise<void>;
      onClicked: { dispatch(info: { menuItemId: string }): void };
    };
  };
  const choose = async (menuItemId: string): Promise<void> => {
    const { contextMenus } = (globalThis as unknown as { chrome: Api }).chrome;
    // One that does not stand there cannot be changed.
    await contextMenus.update(menuItemId, {});
    contextMenus.onClicked.dispatch({ menuItemId });
  };
  await waitFor(`the line ${id} in the menu`, async () => {
    const worker = await (await browser.waitForTarget(isWorker, { timeout: LIMIT_MS })).worker();
    await worker?.evaluate(choose, id);
    return true;
  });
}

async function openPopup(browser: Browser): Promise<Page> {
  // The toolbar button closes a popup that is open.
  const open = browser.targets().find(isPopup);
  if (open) return open.asPage();
  // The button belongs to the tab that stands in front, which is the one that was opened last.
  const page = (await browser.pages()).at(-1);
  const extension = (await browser.extensions()).get(CHROMIUM_ID);
  if (!page || !extension) throw new Error('no tab or no extension to open the popup with');
  await page.triggerExtensionAction(extension);
  return findPopup(browser);
}

async function findPopup(browser: Browser): Promise<Page> {
  return (await browser.waitForTarget(isPopup, { timeout: LIMIT_MS })).asPage();
}

function isPopup(target: Target): boolean {
  return target.url().startsWith(`${ORIGIN}/popup.html`);
}

async function findPage(browser: Browser, part: string): Promise<Page> {
  const target = await waitFor(`a page at ${part}`, () =>
    pageTargets(browser).find((t) => t.url().includes(part)),
  );
  const page = await target.page();
  if (!page) throw new Error(`no page at ${part}`);
  return page;
}
