import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostPattern } from '../../lib/browser/host-pattern.ts';
import type { Settings } from '../../lib/settings/schema.ts';
import { launchChromium } from './chromium.ts';
import { launchFirefox } from './firefox.ts';
import type { Cookie } from './form-client.ts';

/** The browsers that the extension is for. */
export type BrowserName = 'chromium' | 'firefox';

/** The keys that tests press by name. */
export type Key = 'Tab' | 'Shift+Tab' | 'Enter' | 'ArrowDown';

/** A page as tests see it, the same verbs in each browser. */
export type TestPage = {
  url(): Promise<string>;
  /** Runs a function in the page; what goes in and out is JSON. */
  evaluate<A extends unknown[], R>(run: (...args: A) => R | Promise<R>, ...args: A): Promise<Awaited<R>>;
  /** Clicks, with the mouse, the button or link of this accessible name, once it is there and enabled. */
  click(name: string): Promise<void>;
  /** Presses a key of the keyboard; it goes to whatever has the focus. */
  press(key: Key): Promise<void>;
  /** Types a text, key by key. */
  type(text: string): Promise<void>;
  /** Runs a script's text in the page, as a person's console would; the page's own rules do not hold it back. */
  inject(source: string): Promise<void>;
  /** Makes the page as wide as given, in CSS pixels, narrower than the browser lets a window be. */
  resize(width: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  close(): Promise<void>;
};

/** How a browser is started. */
export type LaunchOptions = {
  headless: boolean;
  language?: string;
  dark?: boolean;
  width?: number;
  /**
   * What the person is taken to have allowed: nothing, all that the extension may ask for, or the clearing of apps at these origins alone.
   * This build has as required what it else asks for, as a browser's own question takes long to answer.
   */
  allowed?: 'all' | string[];
  /** The browser asks its own question for permissions, which `answer` answers. Chromium runs on a screen of its own then. */
  asks?: true;
  /** The browser sends no cookies to other sites than the page's own. */
  thirdPartyCookies?: 'blocked';
  /** The page that opens at installation is left open; else it is closed before a test begins. */
  welcome?: 'kept';
  /** The directory of another build than the one that stands in the project, which is taken as it is. */
  build?: string;
  /** Chromium only: the tabs and the session cookies of the profile come back at the start. */
  restores?: true;
  /** The text of the browser's policy file; it governs this browser alone. */
  policy?: string;
  /**
   * The directory of its profile, which stays: what a browser writes to the disk is looked at once it has gone, what it logs of pages too.
   */
  profile?: string;
  /** Firefox only: the policy installs the extension, which is unsigned; nobody else does. */
  installedByPolicy?: boolean;
};

/** A started browser with the extension in it, and a profile of its own that goes with it. */
export type TestBrowser = {
  name: BrowserName;
  /** `chrome-extension://ID` or `moz-extension://UUID`. */
  extensionOrigin: string;
  /** Writes the settings document, and allows the hosts of its realms where the browser asks for that. */
  configure(settings: Settings): Promise<void>;
  /** Chromium: the real toolbar popup. Firefox: its page in a tab, which stays where another tab comes up. */
  openPopup(): Promise<TestPage>;
  /** The real toolbar popup in each browser, which may close as a person's does. Firefox: by a click on the button. */
  openRealPopup(): Promise<TestPage>;
  /** Waits for the real toolbar popup that the extension has opened by itself. */
  findRealPopup(): Promise<TestPage>;
  /** Opens a page of the extension in a tab, such as `/options.html`. */
  openExtensionPage(path: string): Promise<TestPage>;
  newTab(url: string): Promise<TestPage>;
  /** Waits for a page whose address holds a text. */
  findPage(part: string): Promise<TestPage>;
  /** The addresses of all pages. */
  addresses(): Promise<string[]>;
  /**
   * Deletes the cookies of an address's host, as a person can in the browser's settings, and puts others in their place:
   * those of a sign-in that was made elsewhere.
   */
  replaceCookies(url: string, cookies: Cookie[]): Promise<void>;
  /** Answers the browser's own question, which stands after a click. Only where it was started to ask. */
  answer(yes: boolean): Promise<void>;
  /** Has the extension's button in sight in the toolbar. */
  pin(): Promise<void>;
  /** Presses a shortcut of the browser's, such as `alt+shift+l`. Chromium: only where it was started to ask, as it takes a screen. */
  shortcut(keys: string): Promise<void>;
  /**
   * Clicks a line of the menu on the extension's button. Firefox: with the mouse. Chromium: as the browser tells the worker of a click, once
   * the line stands there; its menu is none that a test can reach.
   */
  chooseInMenu(title: string, id: string): Promise<void>;
  /** Stops the extension's worker as the browser itself does. */
  stopWorker(): Promise<void>;
  /** Whether the extension's worker runs at this moment. */
  workerRuns(): Promise<boolean>;
  /** Firefox only: runs an expression that gives a promise in the browser itself, with all that it may do. */
  inChrome?(expression: string): Promise<string>;
  /** Ends the browser as a crash does: nothing of it is told. */
  kill(): Promise<void>;
  /** Settles when the browser has gone. */
  closed: Promise<void>;
  close(): Promise<void>;
};

/** Where the built extension is, relative to the project. */
export const BUILT = { chromium: '.output/chrome-mv3', firefox: '.output/firefox-mv3' };

/** Whether a word names a browser. */
export function isBrowserName(word: string): word is BrowserName {
  return Object.hasOwn(BUILT, word);
}

/** Starts a browser with the built extension. */
export function launchBrowser(name: BrowserName, options: LaunchOptions): Promise<TestBrowser> {
  const { allowed } = options;
  const built = BUILT[name];
  const own = allowed ? (allowed === 'all' ? allowAll(built) : allowApps(built, allowed)) : built;
  const directory = options.build ?? own;
  return name === 'firefox' ? launchFirefox(directory, options) : launchChromium(directory, options);
}

/** Copies a build, with all that it may ask for as given. */
export function allowAll(directory: string): string {
  return withManifest(directory, (manifest) => {
    const both = (required: string, optional: string) => [
      ...((manifest[required] as string[] | undefined) ?? []),
      ...((manifest[optional] as string[] | undefined) ?? []),
    ];
    return {
      permissions: both('permissions', 'optional_permissions'),
      host_permissions: both('host_permissions', 'optional_host_permissions'),
      optional_permissions: [],
      optional_host_permissions: [],
    };
  });
}

/** Copies a build, with the clearing of apps at some origins as given. Firefox asks for nothing along with what is not optional as well. */
function allowApps(directory: string, origins: string[]): string {
  return withManifest(directory, ({ permissions, host_permissions, optional_permissions }) => ({
    permissions: [...(permissions as string[]), ...(optional_permissions as string[])],
    host_permissions: [...((host_permissions as string[] | undefined) ?? []), ...origins.map(hostPattern)],
  }));
}

/**
 * Copies a build into a temporary directory, with some of its manifest different.
 * @param different gives the members to replace.
 * @returns the copy's directory.
 */
export function withManifest(
  directory: string,
  different: (manifest: Record<string, unknown>) => Record<string, unknown>,
): string {
  const copy = mkdtempSync(join(tmpdir(), 'build-'));
  cpSync(directory, copy, { recursive: true });
  const path = join(copy, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...manifest, ...different(manifest) }));
  return copy;
}
