import { type BrowserName, BUILT, launchBrowser, type TestBrowser } from '../browser.ts';

/** The browsers in which each case is shown: Chromium as it is after the installation, and both with all hosts allowed. */
export const RIGS = ['chromium', 'chromium-allowed', 'firefox'] as const;

/** One of the browsers, with what its person has allowed. */
export type Rig = (typeof RIGS)[number];

/** Whether a word names a rig. */
export function isRig(word: string): word is Rig {
  return RIGS.some((rig) => rig === word);
}

/** The browser of a rig. */
export function browserOf(rig: Rig): BrowserName {
  return rig === 'firefox' ? 'firefox' : 'chromium';
}

/** Whether the rig's person has allowed hosts, without which no app can be cleared and no realm asked by a request. */
export function mayReachHosts(rig: Rig): boolean {
  return rig !== 'chromium';
}

/** Starts the rig's browser with a profile of its own. */
export function launchRig(rig: Rig): Promise<TestBrowser> {
  return launchBrowser(browserOf(rig), {
    headless: true,
    ...(mayReachHosts(rig) && { allowed: 'all' as const }),
  });
}

/** The browsers whose builds some rigs need. */
export function browsersOf(rigs: readonly Rig[]): BrowserName[] {
  return (Object.keys(BUILT) as BrowserName[]).filter((name) => rigs.some((rig) => browserOf(rig) === name));
}
