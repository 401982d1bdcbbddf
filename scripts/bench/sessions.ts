import pLimit from 'p-limit';
import type { Browser, Protocol } from 'puppeteer-core';
import { createFormClient, type FormClient } from '../../tests/support/form-client.ts';
import type { BenchGround, BenchRealm } from './ground.ts';

/** A realm in which alice is signed in in the browser; the tokens and `client` are of that login. */
export type LiveRealm = BenchRealm & { idToken: string; accessToken: string; client: FormClient };

/** How many logins run at once. */
const AT_ONCE = 4;

/**
 * Signs alice in to realms, without a window: the login is made here, and its cookies are put into the browser.
 * @returns the realms in the given order.
 */
export async function signInAll(
  { browser }: Pick<BenchGround, 'browser'>,
  realms: BenchRealm[],
): Promise<LiveRealm[]> {
  const logins = await logIn(realms);
  await putCookies(browser, (await Promise.all(logins.map(cookiesOf))).flat());
  return logins;
}

/** Signs alice in to realms, in no browser yet. */
export function logIn(realms: BenchRealm[]): Promise<LiveRealm[]> {
  const inTurn = pLimit(AT_ONCE);
  return Promise.all(realms.map((realm) => inTurn(() => signIn(realm))));
}

async function signIn(realm: BenchRealm): Promise<LiveRealm> {
  const client = createFormClient();
  const { id_token, access_token } = await client.signIn(realm.issuer);
  return { ...realm, idToken: id_token, accessToken: access_token, client };
}

/** The address has to be told: a cookie counts only for the scheme it came by, and the library would say https. */
async function cookiesOf({ client, issuer }: LiveRealm): Promise<Protocol.Network.CookieParam[]> {
  const url = `${issuer}/`;
  const cookies = await client.cookies(url);
  const rest = { url, secure: true, httpOnly: true, sameSite: 'None' as const };
  return cookies.map(({ key, value, path }) => ({ name: key, value, path: path ?? '/', ...rest }));
}

async function putCookies(browser: Browser, cookies: Protocol.Network.CookieParam[]): Promise<void> {
  const session = await browser.target().createCDPSession();
  // What earlier rounds have left counts towards the most that a browser keeps.
  await session.send('Storage.clearCookies');
  await session.send('Storage.setCookies', { cookies });
  await session.detach();
}
