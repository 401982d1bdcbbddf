import type { Browser, Protocol } from 'puppeteer-core';
import { accountUrl } from '../lib/keycloak/account.ts';
import type { Realm } from '../lib/settings/schema.ts';
import { cookieParams } from '../tests/support/chromium.ts';
import { createFormClient, type FormClient } from '../tests/support/form-client.ts';
import { fourAtATime } from './rounds.ts';

/** A realm with alice and the clients of all extensions; `through` which of its clients ours asks it, where its host is allowed. */
export type BenchRealm = {
  name: string;
  issuer: string;
  through: Realm['client'];
  /** Exact origins of apps that a sign-out clears and asks; none where not given. */
  apps?: string[];
};

/** A realm in which alice is signed in in the browser; the tokens and `client` are of that very session. */
export type LiveRealm = BenchRealm & { idToken: string; accessToken: string; client: FormClient };

/** What the account API is asked for. */
const ACCOUNT = ['sessions/devices', 'applications', 'linked-accounts'] as const;

/**
 * Signs alice in to realms and their apps without a window, and to none else: the login is made here, and its cookies are put into the
 * browser. What the browser had of others goes, as a host may have 180 cookies at most.
 * @returns the realms in the given order.
 */
export async function signInAll(browser: Browser, realms: BenchRealm[]): Promise<LiveRealm[]> {
  const live = await logIn(realms);
  const ofApps = realms.flatMap(({ apps = [] }) => apps);
  const known = ofApps.map((origin) => ({ url: `${origin}/`, name: 'session', value: 'alice' }));
  const cookies = [...known, ...(await Promise.all(live.map(cookiesOf))).flat()];
  const session = await browser.target().createCDPSession();
  await session.send('Storage.clearCookies');
  await session.send('Storage.setCookies', { cookies });
  await session.detach();
  return live;
}

/** A server that has just started answers several times slower than one at work, which no variant is to blame for. */
export async function warmUp(realms: BenchRealm[], times: number): Promise<void> {
  for (let done = 0; done < times; done += realms.length) {
    const live = await logIn(realms);
    await fourAtATime(live, lookAndSignOut);
  }
}

/** Sends each kind of request that a look and a sign-out send. */
async function lookAndSignOut({ client, issuer, idToken, accessToken }: LiveRealm): Promise<void> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  const ask = () => client.endSession(issuer, {});
  const told = ACCOUNT.map((path) => accountUrl(issuer, path));
  await ask();
  await client.askSilently(issuer);
  for (const url of [`${issuer}/protocol/openid-connect/userinfo`, ...told])
    await client.follow(url, { headers });
  await client.endSession(issuer, { id_token_hint: idToken });
  await ask();
}

function logIn(realms: BenchRealm[]): Promise<LiveRealm[]> {
  return fourAtATime(realms, async (realm) => {
    const client = createFormClient();
    const { id_token, access_token } = await client.signIn(realm.issuer);
    return { ...realm, idToken: id_token, accessToken: access_token, client };
  });
}

async function cookiesOf({ client, issuer }: LiveRealm): Promise<Protocol.Network.CookieParam[]> {
  const url = `${issuer}/`;
  return cookieParams(url, await client.cookies(url));
}
