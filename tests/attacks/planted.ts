import { readFound } from '../../lib/flows/kernel/found.ts';
import { findRealms } from '../../lib/flows/look/find-realms.ts';
import { createSignInNotes } from '../../lib/flows/look/note-sign-ins.ts';
import { readAppSignIn } from '../../lib/keycloak/app-sign-in.ts';
import { issuerInCookie, realmOfCookie } from '../../lib/keycloak/realm-cookie.ts';
import { NO_POLICY } from '../../lib/settings/policy.ts';
import { EMPTY_SETTINGS } from '../../lib/settings/schema.ts';
import { discoveryOf, fakeOp } from '../unit/fake-op.ts';
import { createPorts, createWorld, settle } from '../unit/world.ts';
import { type Attack, defence } from './attack.ts';

const COOKIE = 'lib/keycloak/realm-cookie.ts';
const PLACE = { host: 'sso.test', path: '/realms/staff' };
const SHOWN = { name: 'KEYCLOAK_IDENTITY', domain: 'sso.test', path: '/realms/staff/', hostOnly: true };

/** What is asked of servers where pages have planted cookies of so many realms. */
async function askedFor(count: number): Promise<{ url: string; init: RequestInit }[]> {
  const world = createWorld(fakeOp('staff'));
  world.realmCookies = Array.from({ length: count }, (_, at) => ({
    host: `${at}.evil.test`,
    path: '/realms/x',
  }));
  const ports = createPorts(world);
  const asked: { url: string; init: RequestInit }[] = [];
  ports.fetch = async (url, init) => {
    asked.push({ url, init });
    throw new TypeError('Failed to fetch');
  };
  await settle(world, findRealms(EMPTY_SETTINGS, NO_POLICY, ports));
  return asked;
}

/** Whether a realm is not found where pages of another site have planted cookies of so many, which were found before if they answer. */
async function isCrowdedOut(count: number, answers: boolean): Promise<boolean> {
  const world = createWorld(fakeOp('staff'));
  const planted = Array.from({ length: count }, (_, at) => ({
    host: `${at}.evil.test`,
    path: '/realms/x',
  }));
  const ports = createPorts(world);
  ports.fetch = async (url) => {
    const [issuer = ''] = url.split('/.well-known');
    if (!answers && issuer.includes('evil')) throw new TypeError('Failed to fetch');
    return Response.json(discoveryOf(issuer));
  };
  const look = () => settle(world, findRealms(EMPTY_SETTINGS, NO_POLICY, ports, true));
  world.realmCookies = answers ? planted : [];
  for (let looks = 0; looks < count / 20; looks += 1) await look();
  world.realmCookies = [...planted, { host: 'sso.test', path: '/realms/staff' }];
  await look();
  return !(await readFound(ports.session)).realms.some(({ issuer }) => issuer.includes('sso.test'));
}

/** Whether a page gets an app of its own among those that a realm signs the person in to. */
async function isAppPlanted(from: string, to: string): Promise<boolean> {
  const op = fakeOp('support');
  const world = createWorld(op);
  const settings = { read: async () => ({ ...EMPTY_SETTINGS, realms: [op.realm] }) };
  const notes = createSignInNotes(createPorts(world), settings);
  const request = new URLSearchParams({ client_id: 'wiki', redirect_uri: 'https://evil.test/back' });
  await notes.begun(1, `${op.realm.issuer}/protocol/openid-connect/auth?${request}`);
  await notes.led(1, from, to);
  return [...world.records.keys()].some((key) => key.startsWith('seen-app:'));
}

/** Pages that plant what looks like a realm's: cookies, and `/realms/…` in an address. */
export const attacks: Attack[] = [
  {
    id: 'cookie-of-a-whole-domain',
    what: 'A page below a realm’s host plants a realm’s cookie for the whole domain',
    defence: defence(COOKIE, ' || !hostOnly'),
    succeeds: () => realmOfCookie({ ...SHOWN, hostOnly: false }) !== null,
  },
  {
    id: 'cookie-of-a-path-that-leads-up',
    what: 'A page plants a cookie whose path is another one once it is asked for',
    defence: defence(COOKIE, 'isPlain && '),
    succeeds: () => realmOfCookie({ ...SHOWN, path: '/realms/../realms/staff/' }) !== null,
  },
  {
    id: 'cookie-of-another-host',
    what: 'A planted cookie names an issuer elsewhere, which is then asked in the realm’s place',
    defence: defence(
      COOKIE,
      'const isOwn = url?.hostname === host && url.pathname === path;',
      'const isOwn = url !== null;',
    ),
    succeeds: () => {
      const iss = 'https://evil.test/realms/staff';
      return issuerInCookie(`e30.${btoa(JSON.stringify({ iss }))}.x`, PLACE) === iss;
    },
  },
  {
    id: 'cookies-by-the-thousand',
    what: 'Pages plant cookies of 3,000 realms, to have as many servers asked',
    defence: defence('lib/flows/look/find-realms.ts', '.slice(0, AT_MOST)'),
    succeeds: async () => new Set((await askedFor(3_000)).map(({ url }) => new URL(url).hostname)).size > 20,
  },
  {
    id: 'cookies-that-crowd-out',
    what: 'Pages plant cookies that come before a realm’s, so that it is never come to',
    defence: defence(
      'lib/flows/look/find-realms.ts',
      'inTurns(cookies, ({ host }) => host).filter(',
      'cookies.filter(',
    ),
    succeeds: () => isCrowdedOut(30, false),
  },
  {
    id: 'realms-that-crowd-out',
    what: 'Pages plant cookies of as many realms as are kept, each of which answers, so that another one is not',
    defence: defence(
      'lib/flows/look/find-realms.ts',
      'inTurns(all, ({ issuer }) => new URL(issuer).hostname).slice(0, IN_ALL)',
      'all.slice(0, IN_ALL)',
    ),
    succeeds: () => isCrowdedOut(60, true),
  },
  {
    id: 'cookie-that-has-cookies-sent',
    what: 'A planted cookie has a server asked with the person’s cookies',
    defence: defence('lib/flows/op/discover.ts', "credentials: 'omit'", "credentials: 'include'"),
    succeeds: async () => (await askedFor(1)).some(({ init }) => init.credentials !== 'omit'),
  },
  {
    id: 'app-planted-by-a-page',
    what: 'A page sends its tab to a realm, which refuses its address, and leads the tab back itself as if it had not',
    defence: defence('lib/keycloak/app-sign-in.ts', ' || issuerOfPage(from) !== signIn.issuer'),
    succeeds: () => isAppPlanted('https://evil.test/realms/support/', 'https://evil.test/back?code=1'),
  },
  {
    id: 'app-planted-by-a-path',
    what: 'A page of another host has the realm’s path in its address, and counts as the realm’s',
    defence: defence(
      'lib/keycloak/app-sign-in.ts',
      'issuerOfPage(from) !== signIn.issuer',
      "!from.includes('/realms/support/')",
    ),
    succeeds: () => isAppPlanted('https://evil.test/realms/support/', 'https://evil.test/back?code=1'),
  },
  {
    id: 'app-planted-without-an-answer',
    what: 'A realm leads a tab back with an error, and the app counts as one that the person has signed in to',
    defence: defence('lib/keycloak/app-sign-in.ts', "answer.has('code')", 'answer.size > 0'),
    succeeds: () =>
      isAppPlanted(
        'https://op.test/realms/support/login-actions/x',
        'https://evil.test/back?error=access_denied',
      ),
  },
  {
    id: 'app-of-two-addresses',
    what: 'A request for a sign-in names two addresses, an app’s and an attacker’s',
    defence: defence('lib/keycloak/app-sign-in.ts', 'otherIds.length + otherUris.length === 0 && '),
    succeeds: () => {
      const auth = 'https://op.test/realms/support/protocol/openid-connect/auth';
      const back = `redirect_uri=${encodeURIComponent('https://evil.test/')}`;
      return readAppSignIn(`${auth}?client_id=wiki&${back}&redirect_uri=https%3A%2F%2Fwiki.test`) !== null;
    },
  },
];
