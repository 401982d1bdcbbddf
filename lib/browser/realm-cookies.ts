import type { RealmCookies } from '../flows/kernel/browser-ports.ts';
import { issuerInCookie, placeOf, type RealmCookie, realmOfCookie } from '../keycloak/realm-cookie.ts';
import { IDENTITY_COOKIES } from '../keycloak/session-mark.ts';
import { mayReadAnyCookies, mayReadCookies } from './access.ts';
import { ANY_PARTY } from './any-party.ts';
import { browser } from './api.ts';

type Details = Parameters<typeof browser.cookies.getAll>[0];

/** The browser's cookies of the hosts that were allowed; in a private window, those of that window. */
export const realmCookies: RealmCookies = {
  areShown: mayReadCookies,
  present: async () => {
    const realms = (await identityCookies({})).flatMap((cookie) => realmOfCookie(cookie) ?? []);
    const byPlace = new Map(realms.map((realm) => [placeOf(realm), realm]));
    return [...byPlace.values()];
  },
  tabOrigins: async () => {
    const tabs = await browser.tabs.query({});
    return tabs.flatMap(({ url = '' }) => URL.parse(url)?.origin ?? []);
  },
  issuerIn: async (realm) => {
    const own = (await identityCookies({ domain: realm.host })).filter((cookie) => isAt(cookie, realm));
    return own.map(({ value }) => issuerInCookie(value, realm)).find((issuer) => issuer !== null) ?? null;
  },
};

type Cookie = Awaited<ReturnType<typeof browser.cookies.getAll>>[number];

async function identityCookies(where: { domain?: string }): Promise<Cookie[]> {
  if (!(await mayReadAnyCookies())) return [];
  const ask = (name: string) => browser.cookies.getAll({ name, ...where, ...ANY_PARTY } as Details);
  return (await Promise.all(IDENTITY_COOKIES.map(ask))).flat();
}

function isAt(cookie: Cookie, realm: RealmCookie): boolean {
  const at = realmOfCookie(cookie);
  return at !== null && placeOf(at) === placeOf(realm);
}
