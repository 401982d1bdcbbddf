import { BACK, BACK_BY_FETCH, closeTabs, type Rig } from './rig.ts';
import { type BenchRealm, signInAll } from './sessions.ts';

/** What every end-session request here says beside where it leads back to. */
const LEFT = { client_id: 'full-signout', state: 'bench' };

/** What a page needs to know of a realm's session to end it. */
type Held = { issuer: string; idToken: string; accessToken: string };

/**
 * Signs in to realms and out again by the requests that ours sends, made bare: by `fetch`, from a page of the empty extension.
 * @returns milliseconds, until the last realm's session is proven to have ended.
 */
export async function signOutBare(rig: Rig, realms: BenchRealm[]): Promise<number> {
  const live = await signInAll(rig.browser, realms);
  const held = live.map(({ issuer, idToken, accessToken }): Held => ({ issuer, idToken, accessToken }));
  return rig.desks.empty.evaluate(sendBare, held, { ...LEFT, post_logout_redirect_uri: BACK_BY_FETCH });
}

/**
 * Signs in to realms and out again as a script of today does: a tab for each realm, and no proof.
 * @returns milliseconds, until the last tab has come back.
 */
export async function signOutInTabs(rig: Rig, realms: BenchRealm[]): Promise<number> {
  const live = await signInAll(rig.browser, realms);
  const urls = live.map(({ issuer, idToken }) => {
    const query = { ...LEFT, post_logout_redirect_uri: BACK, id_token_hint: idToken };
    return `${issuer}/protocol/openid-connect/logout?${new URLSearchParams(query)}`;
  });
  const took = await rig.desks.empty.evaluate(openTabs, urls, BACK);
  await closeTabs(rig);
  return took;
}

/**
 * Runs in a page of the empty extension. What ours has behind it after its look, a session that is there and open
 * connections, is seen to before the time is taken.
 */
async function sendBare(realms: Held[], left: Record<string, string>): Promise<number> {
  const send = (url: string, init: RequestInit) =>
    fetch(url, { cache: 'no-store', redirect: 'manual', credentials: 'omit', ...init });
  const prepare = async ({ issuer, idToken, accessToken }: Held) => {
    const at = `${issuer}/protocol/openid-connect`;
    const headers = { Authorization: `Bearer ${accessToken}` };
    const userinfo = () => send(`${at}/userinfo`, { headers });
    const logout = (query: Record<string, string>) =>
      send(`${at}/logout?${new URLSearchParams(query)}`, { credentials: 'include' });
    const [there, page] = await Promise.all([userinfo(), logout(left)]);
    if (there.status !== 200 || page.status !== 200) throw new Error('there is no session to end');
    await page.text();
    return async () => {
      await logout({ ...left, id_token_hint: idToken });
      // Keycloak leads on only where nobody is signed in; somebody gets its question.
      const [nobody, refused] = await Promise.all([logout(left), userinfo()]);
      if (nobody.type !== 'opaqueredirect' || refused.status !== 401)
        throw new Error('the session has not ended');
    };
  };
  const ends = await Promise.all(realms.map(prepare));
  const startedAt = performance.now();
  await Promise.all(ends.map((end) => end()));
  return performance.now() - startedAt;
}

/** Runs in a page of the empty extension: opens a tab for each address, all at once, and waits until each has come back. */
async function openTabs(urls: string[], back: string): Promise<number> {
  type Listen = (tabId: number, change: { url?: string }) => void;
  type Api = {
    tabs: {
      create(tab: { url: string; active: boolean }): void;
      onUpdated: { addListener(listen: Listen): void; removeListener(listen: Listen): void };
    };
  };
  const { tabs } = (globalThis as unknown as { chrome: Api }).chrome;
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const arrived = new Set<number>();
    const listen: Listen = (tabId, { url }) => {
      if (url?.startsWith(`${back}?`)) arrived.add(tabId);
      if (arrived.size < urls.length) return;
      tabs.onUpdated.removeListener(listen);
      resolve(performance.now() - startedAt);
    };
    tabs.onUpdated.addListener(listen);
    for (const [at, url] of urls.entries()) tabs.create({ url, active: at === 0 });
  });
}
