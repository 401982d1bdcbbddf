import type { Page } from 'puppeteer-core';
import type { LiveRealm } from './sessions.ts';

/** The address by which a script of today ends a session: the hint is the login's own id_token. */
export function plainEndUrl({ issuer, idToken }: LiveRealm, back: string): string {
  const params = {
    client_id: 'full-signout',
    id_token_hint: idToken,
    post_logout_redirect_uri: back,
    state: 'plain',
  };
  return `${issuer}/protocol/openid-connect/logout?${new URLSearchParams(params)}`;
}

/**
 * Runs in a page of the empty extension: opens a tab for each address, the first in front, all at once, and waits until
 * each has come back. Times are milliseconds since 1970.
 */
export async function openPlainTabs(
  urls: string[],
  back: string,
): Promise<{ clickedAt: number; doneAt: number }> {
  type Change = { url?: string };
  type Api = {
    tabs: {
      create(tab: { url: string; active: boolean }): void;
      onUpdated: { addListener(listen: (tabId: number, change: Change) => void): void };
    };
  };
  const { tabs } = (globalThis as unknown as { chrome: Api }).chrome;
  const arrived = new Set<number>();
  const all = new Promise<number>((resolve) => {
    tabs.onUpdated.addListener((tabId, { url }) => {
      if (url?.startsWith(`${back}?`)) arrived.add(tabId);
      if (arrived.size === urls.length) resolve(Date.now());
    });
  });
  const clickedAt = Date.now();
  urls.forEach((url, at) => {
    tabs.create({ url, active: at === 0 });
  });
  return { clickedAt, doneAt: await all };
}

/** Opens Keycloak's own page in a tab and clicks its button. Times are milliseconds since 1970. */
export async function clickKeycloaksButton(
  tab: Page,
  issuer: string,
): Promise<{ clickedAt: number; doneAt: number }> {
  const clickedAt = Date.now();
  await tab.goto(`${issuer}/protocol/openid-connect/logout`, { waitUntil: 'domcontentloaded' });
  await Promise.all([tab.waitForNavigation({ waitUntil: 'domcontentloaded' }), tab.click('#kc-logout')]);
  return { clickedAt, doneAt: Date.now() };
}
