import type { Page } from 'puppeteer-core';
import type { Show } from '../../lib/settings/schema.ts';
import type { FormClient } from '../../tests/support/form-client.ts';
import { type Ask, prepareAllBare, prepareBare, signOutAllBare, signOutByIdentity } from './bare.ts';
import { openExtensionPage } from './extension.ts';
import { type BenchGround, type BenchRealm, emptyPage } from './ground.ts';
import { signOutByPopup } from './ours.ts';
import { clickKeycloaksButton, openPlainTabs, plainEndUrl } from './plain.ts';
import type { LiveRealm } from './sessions.ts';

/** When a way was begun and done, milliseconds since 1970. */
export type Taken = { clickedAt: number; doneAt: number };

/** A way of ending the live sessions of realms, all at once. */
export type SignOutWay = {
  name: string;
  /** What stands at its end. */
  proves: 'verified' | 'arrived';
  run(ground: BenchGround, realms: LiveRealm[]): Promise<Taken>;
};

/** Our popup, with the hosts allowed: requests only. */
export const OURS_HOSTS = ours('ours, hosts allowed', 'hosts', 'tab');

/** Our popup as it is installed: requests of the identity API, and a tab that shows the results. */
export const OURS_NO_HOSTS = ours('ours, as installed', 'noHosts', 'tab');

/** Our popup as it is installed, the results in the popup alone: no tab at all. */
export const OURS_WEB_AUTH = ours('ours, as installed, no tab', 'noHosts', 'background');

/** The very requests of ours with the hosts allowed, from a page of the empty extension. */
export const BARE: SignOutWay = {
  name: 'bare requests',
  proves: 'verified',
  run: async (ground, realms) => (await openBare(ground, realms)).evaluate(signOutAllBare),
};

/** A page of the empty extension that has the tokens of all realms' sessions, for `signOutAllBare`. */
export async function openBare({ browser, ids }: BenchGround, realms: BenchRealm[]): Promise<Page> {
  const page = await openExtensionPage(browser, ids.empty, '/back.html');
  const wanted = realms.map(({ issuer }) => ({ issuer, back: page.url() }));
  await page.evaluate(`globalThis.prepareBare = ${prepareBare};null`);
  await page.evaluate(prepareAllBare, wanted);
  return page;
}

/** The very requests of ours as it is installed, the first by the identity API, from a page of the empty extension. */
export const BARE_IDENTITY: SignOutWay = {
  name: 'bare identity requests',
  proves: 'verified',
  run: async ({ browser, ids }, realms) => {
    const page = await openExtensionPage(browser, ids.empty, '/back.html');
    const back = `https://${ids.empty}.chromiumapp.org/signed-in`;
    return page.evaluate(
      signOutByIdentity,
      realms.map((realm) => ({
        issuer: realm.issuer,
        accessToken: realm.accessToken,
        url: plainEndUrl(realm, whoIsSignedIn(realm, back)),
      })),
    );
  },
};

/** Where the realm is asked who is signed in; Keycloak adds the end-session request's state. */
function whoIsSignedIn({ issuer }: LiveRealm, back: string): string {
  const query = new URLSearchParams({
    client_id: 'full-signout',
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    redirect_uri: back,
    nonce: 'bare',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  return `${issuer}/protocol/openid-connect/auth?${query}`;
}

/** What a script of today does: a tab for each realm, and no proof. */
export const PLAIN_TABS: SignOutWay = {
  name: 'plain tabs',
  proves: 'arrived',
  run: async ({ browser, ids }, realms) => {
    const back = emptyPage(ids, '/back.html');
    const page = await openExtensionPage(browser, ids.empty, '/back.html');
    return page.evaluate(
      openPlainTabs,
      realms.map((realm) => plainEndUrl(realm, back)),
      back,
    );
  },
};

/** Keycloak's own page and its button, for one realm. */
export const KEYCLOAKS_BUTTON: SignOutWay = {
  name: "Keycloak's button",
  proves: 'arrived',
  run: async ({ browser }, [realm]) => clickKeycloaksButton(await browser.newPage(), realm?.issuer ?? ''),
};

/** The bare requests from Node, over connections that the login has opened. */
export const BARE_NODE: SignOutWay = {
  name: 'bare requests from Node',
  proves: 'verified',
  run: async ({ ids }, realms) => {
    const back = emptyPage(ids, '/back.html');
    const prepare = ({ issuer, client }: LiveRealm) => prepareBare({ issuer, back }, askBy(client));
    const ready = await Promise.all(realms.map(prepare));
    const clickedAt = Date.now();
    await Promise.all(ready.map((end) => end()));
    return { clickedAt, doneAt: Date.now() };
  },
};

function ours(name: string, which: 'hosts' | 'noHosts', show: Show): SignOutWay {
  return {
    name,
    proves: 'verified',
    run: async ({ browser, ids }, realms) => {
      const { clickedAt, verifiedAt } = await signOutByPopup(browser, { id: ids[which], realms, show });
      return { clickedAt, doneAt: Math.max(...Object.values(verifiedAt)) };
    },
  };
}

/** A redirect that leaves the server ends the way; its address is what a browser would have arrived at. */
function askBy(client: FormClient): Ask {
  return async (url, init) => {
    const answer = await client.follow(url, init);
    const { status } = answer;
    return { url: answer.headers.get('location') ?? answer.url, status, json: () => answer.json() };
  };
}
