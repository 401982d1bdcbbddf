import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beside, type Figure, took } from './figures.ts';
import { signOutByPopup } from './ours.ts';
import type { Rig } from './rig.ts';
import { takeRounds } from './rounds.ts';
import { type BenchRealm, signInAll } from './sessions.ts';

const REALMS = 10;
const APPS_EACH = 5;

/**
 * What clearing and asking the apps of ten realms costs: a sign-out with them, less one without, beside what they take of the browser
 * and of the apps' servers, called bare.
 */
export async function clearingApps(rig: Rig): Promise<Figure[]> {
  const ten = rig.realms.slice(0, REALMS);
  const apps = await openApps(ten);
  const withApps = ten.map((realm, at) => ({ ...realm, apps: apps.originsOf(at) }));
  try {
    const taken = await takeRounds(5, {
      without: () => signOutByPopup(rig, ten),
      cleared: () => signOutByPopup(rig, withApps),
      bare: () => clearBare(rig, withApps),
    });
    const cost = taken.cleared.map((ms, round) => ms - (taken.without[round] ?? Number.NaN));
    return [
      took('fifty apps cleared and asked, beyond the sign-out itself', cost),
      took('bare API calls and requests', taken.bare),
      beside('ours / bare API calls and requests', cost, taken.bare, 1.5),
    ];
  } finally {
    apps.close();
  }
}

type Apps = { originsOf(realm: number): string[]; close(): void };

/** Apps on hosts of their own that know whoever has a cookie, and lead everybody else to their realm. */
async function openApps(realms: BenchRealm[]): Promise<Apps> {
  const server = createServer(({ headers: { host = '', cookie } }, answer) => {
    if (cookie?.includes('session=')) return answer.end('alice');
    const { issuer = '' } = realms[Number(host.split('-')[1])] ?? {};
    const query = new URLSearchParams({
      client_id: 'app',
      response_type: 'code',
      redirect_uri: `http://${host}/`,
    });
    return answer.writeHead(302, { location: `${issuer}/protocol/openid-connect/auth?${query}` }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    originsOf: (realm) =>
      [...Array(APPS_EACH).keys()].map((at) => `http://app-${realm}-${at}.localhost:${port}`),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Calls for each app what clearing and asking it takes, all realms at once, from a page of the empty extension; milliseconds. */
async function clearBare(rig: Rig, realms: (BenchRealm & { apps: string[] })[]): Promise<number> {
  await signInAll(rig.browser, realms);
  return rig.desks.empty.evaluate(
    callBare,
    realms.flatMap(({ apps }) => apps),
  );
}

/** Runs in a page of the empty extension. Cookies are looked for once more, as a request under way may set one again. */
async function callBare(origins: string[]): Promise<number> {
  type Cookie = { name: string; path: string; storeId: string };
  type Api = {
    browsingData: { remove(where: { origins: string[] }, kinds: Record<string, true>): Promise<void> };
    cookies: {
      getAll(of: { domain: string; partitionKey: object }): Promise<Cookie[]>;
      remove(cookie: { url: string; name: string; storeId: string }): Promise<unknown>;
    };
    tabs: { query(all: object): Promise<unknown> };
  };
  const { browsingData, cookies, tabs } = (globalThis as unknown as { chrome: Api }).chrome;
  const kinds = { localStorage: true, indexedDB: true, cacheStorage: true, serviceWorkers: true } as const;
  const cookiesOf = (origin: string) =>
    cookies.getAll({ domain: new URL(origin).hostname, partitionKey: {} });
  const removeAll = async (origin: string): Promise<void> => {
    const remove = ({ name, path, storeId }: Cookie) =>
      cookies.remove({ url: `http://${new URL(origin).hostname}${path}`, name, storeId });
    await Promise.all((await cookiesOf(origin)).map(remove));
    if ((await cookiesOf(origin)).length > 0) throw new Error(`a cookie of ${origin} is left`);
  };
  const visit = (origin: string, credentials: RequestCredentials) =>
    fetch(`${origin}/`, { credentials, cache: 'no-store', redirect: 'manual' });
  const clearAndAsk = async (origin: string): Promise<void> => {
    await tabs.query({});
    await Promise.all([removeAll(origin), tabs.query({}), browsingData.remove({ origins: [origin] }, kinds)]);
    for (const credentials of ['omit', 'include'] as const)
      if ((await visit(origin, credentials)).type !== 'opaqueredirect')
        throw new Error(`${origin} is still in`);
  };
  const startedAt = performance.now();
  await Promise.all(origins.map(clearAndAsk));
  return performance.now() - startedAt;
}
