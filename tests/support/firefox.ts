import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import type { Settings } from '../../lib/settings/schema.ts';
import { GECKO_ID } from './addresses.ts';
import type { LaunchOptions, TestBrowser, TestPage } from './browser.ts';
import { type KeyAction, pressing, typing } from './firefox-keys.ts';
import type { Cookie } from './form-client.ts';
import { type Point, pointOf, writeSettings } from './in-page.ts';
import { govern } from './policy.ts';
import { waitFor } from './wait-for.ts';

/** Firefox gives each profile a random address for an extension; tests name theirs. */
const UUID = '5f8a1c1e-2222-4333-8444-6b1d0e7a9c55';
const ORIGIN = `moz-extension://${UUID}`;
const LIMIT_MS = 20_000;

type Send = <R>(method: string, params: object) => Promise<R>;
type Evaluated = { type: string; result: { value?: string }; exceptionDetails?: { text: string } };
type Context = { context: string; url: string };

/**
 * Finds Firefox: `FIREFOX_PATH`, else the first of the usual names in PATH.
 * @throws {Error} where there is none.
 */
export function firefoxPath(): string {
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
  return driveFirefox(await startFirefox(directory, options));
}

/** Starts Firefox with an unpacked extension, for who needs the library's own browser too. */
export async function startFirefox(directory: string, options: LaunchOptions): Promise<Browser> {
  const path = realpathSync(firefoxPath());
  const governed = options.policy
    ? await govern(path, join(dirname(path), 'distribution'), 'policies.json', options.policy)
    : null;
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: governed?.executable ?? path,
    headless: options.headless,
    args: ['--remote-allow-system-access', `--width=${options.width ?? 1000}`, '--height=900'],
    extraPrefsFirefox: {
      'extensions.webextensions.uuids': JSON.stringify({ [GECKO_ID]: UUID }),
      'extensions.webextOptionalPermissionPrompts': false,
      ...(options.installedByPolicy && { 'xpinstall.signatures.required': false }),
      'ui.systemUsesDarkTheme': options.dark ? 1 : 0,
      'layout.css.prefers-color-scheme.content-override': options.dark ? 0 : 1,
      ...(options.thirdPartyCookies && { 'network.cookie.cookieBehavior': 1 }),
      ...(options.language && { 'intl.locale.requested': options.language }),
    },
  });
  if (governed) browser.once('disconnected', () => void governed.remove());
  if (options.installedByPolicy)
    await waitFor('the policy to install', () => isInstalled(sendTo(browser)), LIMIT_MS);
  else await browser.installExtension(resolve(directory));
  return browser;
}

/**
 * The verbs of the tests for a started Firefox. Speaks WebDriver BiDi itself: the library's navigation waits for events that never come for extension pages, and its
 * view of a tab goes stale once an extension page has loaded in it.
 */
export function driveFirefox(browser: Browser): TestBrowser {
  const send = sendTo(browser);
  const newTab = async (url: string): Promise<TestPage> => {
    const { context } = await send<Context>('browsingContext.create', { type: 'tab' });
    await send('browsingContext.navigate', { context, url, wait: 'none' });
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
    openExtensionPage: (path) => newTab(ORIGIN + path),
    newTab,
    findPage: (part) => findPage(send, part),
    addresses: async () => (await contexts(send)).map(({ url }) => url),
    replaceCookies: (url, cookies) => replaceCookies(browser, url, cookies),
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
    closed: new Promise((done) => browser.once('disconnected', () => done())),
    close: () => browser.close(),
  };
}

async function replaceCookies(browser: Browser, url: string, cookies: Cookie[]): Promise<void> {
  const { hostname: domain } = new URL(url);
  await sendTo(browser)('storage.deleteCookies', { filter: { domain } });
  const rest = { domain, secure: true, httpOnly: true, sameSite: 'None' as const };
  const fresh = cookies.map(({ key, value, path }) => ({ name: key, value, path: path ?? '/', ...rest }));
  if (fresh.length > 0) await browser.setCookie(...fresh);
}

function sendTo(browser: Browser): Send {
  const { connection } = browser as unknown as {
    connection: { send: (m: string, p: object) => Promise<{ result: never }> };
  };
  return async (method, params) => (await connection.send(method, params)).result;
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
  const hosts = settings.realms.map(
    ({ issuer }) => `${new URL(issuer).protocol}//${new URL(issuer).hostname}/*`,
  );
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

/** @param expression gives a promise. */
async function inChrome(send: Send, expression: string): Promise<string> {
  const { contexts: all } = await send<{ contexts: Context[] }>('browsingContext.getTree', {
    'moz:scope': 'chrome',
  });
  return evaluateIn(send, all[0]?.context ?? '', `${expression}.then(String)`);
}

async function evaluateIn(send: Send, context: string, expression: string): Promise<string> {
  const answer = await send<Evaluated>('script.evaluate', {
    expression,
    target: { context },
    awaitPromise: true,
  });
  if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text ?? 'the page threw');
  return answer.result.value ?? 'null';
}

async function contexts(send: Send): Promise<Context[]> {
  return (await send<{ contexts: Context[] }>('browsingContext.getTree', {})).contexts;
}

function loaded(page: TestPage): Promise<boolean> {
  return page.evaluate(() => document.readyState === 'complete');
}

async function findPage(send: Send, part: string): Promise<TestPage> {
  const find = async () => (await contexts(send)).find(({ url }) => url.includes(part));
  const { context } = await waitFor(`a page at ${part}`, find);
  const page = wrapPage(send, context);
  await waitFor(`the page at ${part}`, () => loaded(page));
  return page;
}

function wrapPage(send: Send, context: string): TestPage {
  const evaluate = async (run: (...args: never[]) => unknown, ...args: unknown[]): Promise<never> => {
    const call = `(async () => JSON.stringify((await (${run.toString()})(...${JSON.stringify(args)})) ?? null))()`;
    return JSON.parse(await evaluateIn(send, context, call)) as never;
  };
  return {
    url: () => evaluate(() => location.href),
    evaluate: evaluate as TestPage['evaluate'],
    click: async (name) => {
      const point = await waitFor<Point>(`a control named “${name}”`, () => evaluate(pointOf as never, name));
      await clickAt(send, context, point);
    },
    press: (key) => pressKeys(send, context, pressing(key)),
    type: (text) => pressKeys(send, context, typing(text)),
    inject: async (source) => {
      await evaluateIn(send, context, `${source};'null'`);
    },
    resize: async (width) => {
      await send('browsingContext.setViewport', { context, viewport: { width, height: 900 } });
    },
    screenshot: async (path) => {
      const { data } = await send<{ data: string }>('browsingContext.captureScreenshot', {
        context,
        origin: 'document',
      });
      await writeFile(path, Buffer.from(data, 'base64'));
    },
    close: async () => {
      await send('browsingContext.close', { context });
    },
  };
}

async function clickAt(send: Send, context: string, { x, y }: Point): Promise<void> {
  await send('browsingContext.activate', { context });
  const actions = [
    { type: 'pointerMove', x: Math.round(x), y: Math.round(y) },
    { type: 'pointerDown', button: 0 },
    { type: 'pointerUp', button: 0 },
  ];
  await send('input.performActions', { context, actions: [{ type: 'pointer', id: 'mouse', actions }] });
}

async function pressKeys(send: Send, context: string, actions: KeyAction[]): Promise<void> {
  await send('browsingContext.activate', { context });
  await send('input.performActions', { context, actions: [{ type: 'key', id: 'keyboard', actions }] });
}
