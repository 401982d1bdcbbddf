import { browser } from './api.ts';

/** The page that opens at installation. */
const WELCOME = '/options.html?welcome';

/**
 * Opens a page once the extension has been installed by a person; one that an admin's policy installs opens nothing. Call it
 * synchronously at the worker's start.
 */
export function welcomeWhenInstalled(): void {
  browser.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void welcome();
  });
}

async function welcome(): Promise<void> {
  const { installType } = await browser.management.getSelf();
  if (installType !== 'admin') await browser.tabs.create({ url: WELCOME });
}

/** Whether this page is the one that opened at installation. */
export function isWelcome(): boolean {
  return new URLSearchParams(location.search).has('welcome');
}

/**
 * Whether the extension's button stands in the toolbar itself.
 * @returns true also where the browser does not tell.
 * @see https://developer.chrome.com/docs/extensions/reference/api/action#method-getUserSettings
 */
export async function isPinned(): Promise<boolean> {
  const { isOnToolbar } = await browser.action.getUserSettings();
  return isOnToolbar ?? true;
}
