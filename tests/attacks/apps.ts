import { createAppTabs } from '../../lib/browser/app-tabs.ts';
import { emptyPage } from '../../lib/browser/empty-page.ts';
import { createSiteData } from '../../lib/browser/site-data.ts';
import type { StoredRun } from '../../lib/flows/kernel/records.ts';
import { signOutOfApp } from '../../lib/flows/sign-out/one-app.ts';
import { showResultIn } from '../../lib/flows/sign-out/result-page.ts';
import { signOut } from '../../lib/flows/sign-out/start.ts';
import { appSessionsUrl, readSessionDetails } from '../../lib/keycloak/account.ts';
import { readEndPage } from '../../lib/keycloak/end-page.ts';
import { readAppList } from '../../lib/settings/app-list.ts';
import { APP_DEFAULTS } from '../../lib/settings/schema.ts';
import { BLANK, signIn } from '../unit/fake-op.ts';
import { appAt, remember, tellingOp } from '../unit/flows/sign-out/kit.ts';
import { createPorts, createWorld, howTo, settle } from '../unit/world.ts';
import { type Attack, defence, inBrowser } from './attack.ts';

const END_PAGE = 'lib/keycloak/end-page.ts';
const ISSUER = 'https://op.test/realms/support';
const BACK = 'https://id.redirect.test/signed-out?state=s';
const ORIGIN = 'https://wiki.test';
const NEVER = { addListener: () => undefined, removeListener: () => undefined };

/** The addresses that a page with such frames has opened as tabs. */
function openedBy(frames: string[], links = [BACK]): string[] {
  const context = { address: `${ISSUER}/protocol/openid-connect/logout`, issuer: ISSUER, back: BACK };
  const page = readEndPage({ ...BLANK, links, frames }, context);
  return page.kind === 'front-channel' ? page.addresses : [];
}

/** Apps that the account API names, with their addresses. */
function appsOf(clientId: string, effectiveUrl: string) {
  const client = { clientId, effectiveUrl };
  const told = {
    devices: [{ sessions: [{ id: 's', current: true, clients: [client] }] }],
    applications: [client],
    linked: [],
  };
  return readSessionDetails(told, { clientId: 'own', issuer: ISSUER })?.apps ?? [];
}

/** Signs out of alice's wiki once bob has come in: what the realm is asked to end. */
async function appsEndedOfBob(): Promise<string[]> {
  const op = tellingOp('support');
  const world = createWorld(op);
  op.endedApps = [];
  await settle(world, remember(op, world));
  op.alive.clear();
  signIn(op, 's2', 'bob');
  const order = { realm: op.realm, key: 'wiki', discards: false, onlyFound: false };
  const begun = await settle(world, signOutOfApp(order, [op.realm], createPorts(world)));
  await settle(world, Promise.resolve(begun?.done));
  return op.endedApps;
}

/** Signs out where an admin has agreed that apps are cleared: whether the app at an address that a realm names is. */
async function isClearedAt(origin: string, onlyFound: string[] = []): Promise<boolean> {
  const op = tellingOp('support', [{ clientId: 'wiki', effectiveUrl: `${origin}/` }]);
  const world = createWorld(op);
  const app = appAt(world, { ...APP_DEFAULTS, origin, label: 'Wiki' });
  const realms = [op.realm];
  const order = {
    realms,
    scope: 'everything',
    how: howTo('background'),
    onlyFound,
    clearsNamed: true,
  } as const;
  const { done } = await settle(world, signOut(order, realms, createPorts(world)));
  await settle(world, done);
  return !app.data;
}

type Cookie = { name: string; domain: string; path: string; secure: boolean; storeId: string };

/** Clears the OP's own host as an app: the names of the cookies that are gone, and whether its storage is. */
async function clearedAtTheOp(): Promise<{ cookies: string[]; storage: boolean }> {
  const cookie = { domain: 'op.test', secure: true, storeId: '0' };
  const kept: Cookie[] = [
    { ...cookie, name: 'KEYCLOAK_IDENTITY', path: '/realms/other/' },
    { ...cookie, name: 'app', path: '/' },
  ];
  const gone: string[] = [];
  let storage = false;
  inBrowser({
    permissions: { contains: async () => true, onAdded: NEVER, onRemoved: NEVER },
    cookies: {
      getAll: async () => kept.filter(({ name }) => !gone.includes(name)),
      remove: async ({ name }: Cookie) => void gone.push(name),
    },
    browsingData: {
      remove: async () => {
        storage = true;
      },
    },
    tabs: { query: async () => [] },
    runtime: { getManifest: () => ({}) },
  });
  const world = createWorld();
  const site = createSiteData(createPorts(world));
  await site.clear({ origin: 'https://op.test', issuers: [ISSUER], parentCookies: false }, false);
  return { cookies: gone, storage };
}

/** Runs in a page what empties an app's: whether the page of another origin has lost what it keeps. */
async function isEmptied(): Promise<boolean> {
  let isGone = false;
  const storage = {
    clear: () => {
      isGone = true;
    },
  };
  const page = {
    self: { origin: 'https://bank.test' },
    sessionStorage: storage,
    localStorage: storage,
    location: { href: 'about:blank' },
  };
  const before = Object.fromEntries(
    Object.keys(page).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]),
  );
  for (const [name, value] of Object.entries(page))
    Object.defineProperty(globalThis, name, { value, configurable: true });
  try {
    await emptyPage(ORIGIN, false, false);
    return isGone;
  } finally {
    for (const [name, was] of Object.entries(before)) {
      Reflect.deleteProperty(globalThis, name);
      if (was) Object.defineProperty(globalThis, name, was);
    }
  }
}

/** A tab that was found on its way to an app, and is on its way elsewhere by now: whether it is led away from there. */
async function isTabTaken(): Promise<boolean> {
  let isLedAway = false;
  inBrowser({
    tabs: {
      get: async () => ({ id: 1, url: 'https://mail.test/', pendingUrl: 'https://mail.test/compose' }),
      update: async () => {
        isLedAway = true;
      },
    },
    scripting: { executeScript: async () => [{ result: 'elsewhere' }] },
  });
  const site = createAppTabs({ arrived: () => undefined, next: async () => null }, new Set());
  await site.leave({ tabId: 1, address: `${ORIGIN}/`, isOnItsWay: true }, ORIGIN);
  return isLedAway;
}

/** Frames, the OP's own host, and tabs that are something else by then. */
export const attacks: Attack[] = [
  {
    id: 'frames-by-the-thousand',
    what: 'A realm’s page has 3,000 frames, each to be opened as a tab',
    defence: defence(END_PAGE, '.slice(0, MOST_FRAMES)'),
    succeeds: () =>
      openedBy(Array.from({ length: 3_000 }, (_, at) => `https://app-${at}.test/out`)).length > 50,
  },
  {
    id: 'frames-of-any-page',
    what: 'A page of the realm’s that is none of Keycloak’s own has its frames opened',
    defence: defence(END_PAGE, ' || !leadsBack(contents, context)'),
    succeeds: () => openedBy(['https://bank.test/transfer?to=x'], []).length > 0,
  },
  {
    id: 'frame-of-the-op-itself',
    what: 'A realm’s page has another realm of the host sign the person in, in a tab',
    defence: defence(END_PAGE, 'return url.host !== new URL(issuer).host;', 'return true;'),
    succeeds: () => openedBy(['https://op.test/realms/other/protocol/openid-connect/auth?x']).length > 0,
  },
  {
    id: 'form-that-signs-in',
    what: 'A realm’s page has a sign-in form posted in the place of its question',
    defence: defence(END_PAGE, '/protocol/openid-connect/logout/logout-confirm', '/'),
    succeeds: () => {
      const action = `${ISSUER}/login-actions/authenticate`;
      const forms = [{ action, method: 'post', values: { session_code: 'x' } }];
      return (
        readEndPage({ ...BLANK, forms }, { address: ISSUER, issuer: ISSUER, back: BACK }).kind === 'question'
      );
    },
  },
  {
    id: 'console-as-an-app',
    what: 'Keycloak’s own console is offered as an app: cleared as one it takes every realm’s cookies',
    defence: [
      ...defence('lib/keycloak/account.ts', '!OWN_CLIENTS.includes(client.clientId) && '),
      ...defence('lib/keycloak/account.ts', " || issuerOfPage(client.effectiveUrl ?? '') !== null"),
    ],
    succeeds: () => appsOf('security-admin-console', 'https://op.test/admin/support/console/').length > 0,
  },
  {
    id: 'every-session-as-one-app',
    what: 'A client is called by two dots, so that to end that app alone ends every session of the person',
    defence: defence('lib/keycloak/account.ts', 'url.pathname.endsWith(path) ? url.href : null', 'url.href'),
    succeeds: () => appSessionsUrl(ISSUER, '..') === `${ISSUER}/account/sessions`,
  },
  {
    id: 'app-of-another-person',
    what: 'Another person has come in since the popup was opened, whose app is then ended on all their devices',
    defence: defence(
      'lib/flows/sign-out/app-sessions.ts',
      "if (known && known.person !== session.person) return 'not-ended';",
    ),
    succeeds: async () => (await appsEndedOfBob()).length > 0,
  },
  {
    id: 'app-of-a-found-realm-cleared',
    what: 'A realm that a planted cookie has had found names a bank as its app, to have what that keeps removed',
    defence: defence('lib/flows/sign-out/named-apps.ts', ' || row.onlyFound'),
    succeeds: () => isClearedAt('https://bank.test', ['support']),
  },
  {
    id: 'internal-app-cleared',
    what: 'A realm on the internet names this machine as its app, to have what that keeps removed',
    defence: defence('lib/flows/sign-out/named-apps.ts', ' || !mayName(realm.issuer, origin)'),
    succeeds: () => isClearedAt('http://127.0.0.1:8080'),
  },
  {
    id: 'realm-page-as-an-app',
    what: 'A client has a page of a realm for its address, to have Keycloak’s own host cleared',
    defence: defence('lib/keycloak/account.ts', " || issuerOfPage(client.effectiveUrl ?? '') !== null"),
    succeeds: () => appsOf('wiki', 'https://op.test/realms/other/account/')[0]?.origin !== undefined,
  },
  {
    id: 'realm-typed-as-an-app',
    what: 'Somebody is talked into listing Keycloak’s own pages as an app',
    defence: defence(
      'lib/settings/app-list.ts',
      "if (issuers.some((issuer) => isKeycloaks(url, issuer))) return { line, reason: 'keycloak' };",
    ),
    succeeds: () => readAppList('https://op.test/admin/', [ISSUER]).apps.length > 0,
  },
  {
    id: 'cookies-of-the-op-cleared',
    what: 'An app on the OP’s own host has the other realms’ cookies cleared with it',
    defence: defence(
      'lib/browser/site-data.ts',
      "return withRealm ? whose !== 'no' : whose === 'certain';",
      "return whose === 'no' && withRealm && false;",
    ),
    succeeds: async () => (await clearedAtTheOp()).cookies.includes('KEYCLOAK_IDENTITY'),
  },
  {
    id: 'storage-of-the-op-cleared',
    what: 'An app on the OP’s own origin has the storage of its pages cleared with it',
    defence: defence(
      'lib/browser/site-data.ts',
      'own.some((issuer) => issuer.origin === origin)',
      'own.length < 0',
    ),
    succeeds: async () => (await clearedAtTheOp()).storage,
  },
  {
    id: 'page-swapped-before-it-is-emptied',
    what: 'An app’s tab shows another origin by the time that it is emptied',
    defence: defence('lib/browser/empty-page.ts', "if (self.origin !== origin) return 'elsewhere';"),
    succeeds: isEmptied,
  },
  {
    id: 'tab-swapped-on-its-way',
    what: 'A tab that was on its way to an app is on its way to something else of the person’s',
    defence: defence(
      'lib/browser/app-tabs.ts',
      "if (!isOf(await tabNow(tabId), origin)) return { ...tab, is: 'elsewhere' };",
    ),
    succeeds: isTabTaken,
  },
  {
    id: 'tab-taken-by-the-person',
    what: 'The tab in which a question stood holds something else of the person’s when the sign-out ends',
    defence: defence(
      'lib/flows/sign-out/result-page.ts',
      'if (!(await tabs.standsAt(tabId, originOf(issuer)))) return false;',
    ),
    succeeds: async () => {
      const world = createWorld();
      world.hostsAllowed = true;
      world.tabs.set(1, 'https://mail.test/compose');
      world.register.watch(1);
      await settle(world, showResultIn(1, ISSUER, { id: 'r' } as StoredRun, createPorts(world)));
      return world.tabs.get(1) !== 'https://mail.test/compose';
    },
  },
];
