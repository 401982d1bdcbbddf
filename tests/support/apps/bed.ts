import { adminOf, type KeycloakAddress } from '../keycloak.ts';
import type { Op, RealmOptions, TestRealm } from '../op.ts';
import type { App, AppKind } from './app.ts';
import { openBareCookieApp } from './bare-cookie.ts';
import { openSamlApp } from './saml.ts';
import { openServerSideApp } from './server-side.ts';
import { openSinglePageApp } from './single-page.ts';
import { openSite } from './site.ts';
import { connectUpstream, endSessionOf, NOBODY, QUIET_UPSTREAM, UPSTREAM } from './upstream.ts';

/** A realm with an app of each kind behind it, and one that signs out as apps do today. */
export type AppBed = {
  realm: TestRealm;
  /** The realm through which the `brokered` app's person comes in. */
  upstream: TestRealm;
  apps: Record<Exclude<AppKind, 'second-browser'>, App>;
  /** Its `/logout` ends the SSO session by a plain RP-initiated logout. */
  plain: App;
  offlineSessions(): Promise<number>;
  close(): Promise<void>;
};

/**
 * How the bed is made: the realm's display name (its name where not given), whether the realm passes a sign-out on to the upstream
 * one, as Keycloak can be told to, and whether nobody answers there when it does.
 */
export type BedOptions = Pick<RealmOptions, 'bare' | 'label'> & { chained?: boolean; breaks?: boolean };

/**
 * Makes the realms and opens the apps.
 */
export async function openAppBed(
  op: Op,
  address: KeycloakAddress,
  name: string,
  { chained = true, breaks = false, ...options }: BedOptions = {},
): Promise<AppBed> {
  const realm = await op.addRealm(name, options);
  const upstream = await op.addRealm(`${name}-upstream`, { host: 'localhost' });
  const opened = await openApps(realm.issuer);
  const { plain, ...apps } = opened;
  const asAdmin = adminOf(address);
  await asAdmin(async (admin) => {
    const all = Object.values(opened).flatMap((app) => [app, app.sister ?? []].flat());
    for (const { client } of all) await admin.clients.create({ realm: name, ...client });
  });
  await connectUpstream(
    asAdmin,
    realm,
    upstream,
    chained ? { logoutUrl: breaks ? NOBODY : endSessionOf(upstream) } : {},
  );
  await connectUpstream(asAdmin, realm, upstream, {}, QUIET_UPSTREAM);
  return {
    realm,
    upstream,
    apps,
    plain,
    offlineSessions: () =>
      asAdmin(async (admin) => {
        const [client] = await admin.clients.find({ realm: name, clientId: 'sync' });
        const id = client?.id ?? '';
        return (await admin.clients.getOfflineSessionCount({ realm: name, id })).count;
      }),
    close: async () => {
      await Promise.all(Object.values(opened).map((app) => app.close()));
    },
  };
}

async function openApps(issuer: string): Promise<AppBed['apps'] & { plain: App }> {
  const server = (host: string, name: string, more: object) =>
    openServerSideApp({ host, name, issuer, learns: 'never', ...more });
  const at = (clientId: string, name: string) => ({ clientId, name, issuer });
  return {
    'back-channel': await server('helpdesk', 'Helpdesk', { learns: 'back-channel' }),
    'front-channel': await server('wiki', 'Wiki', { learns: 'front-channel' }),
    'own-cookie': await server('tickets', 'Tickets', {}),
    'spa-local': await openSinglePageApp({ host: 'board', name: 'Board', issuer, keeps: 'local' }),
    'spa-tab': await openSinglePageApp({ host: 'chat', name: 'Chat', issuer, keeps: 'tab' }),
    offline: await server('sync', 'Sync', { offline: true }),
    saml: await openSamlApp('payroll', 'Payroll', issuer),
    brokered: await server('partners', 'Partners', { extra: { kc_idp_hint: UPSTREAM } }),
    'brokered-quiet': await server('suppliers', 'Suppliers', { extra: { kc_idp_hint: QUIET_UPSTREAM } }),
    plain: await server('portal', 'Portal', { learns: 'rp' }),
    'strict-cookie': await openBareCookieApp({
      ...at('vault', 'Vault'),
      site: await openSite('vault'),
      cookie: 'SameSite=Strict; Path=/',
    }),
    'forward-auth': await openBareCookieApp({
      ...at('docs', 'Docs'),
      site: await openSite('auth.corp'),
      guarded: await openSite('docs.corp'),
      cookie: 'SameSite=Lax; Path=/; Domain=corp.localhost',
    }),
    'two-paths': await openTwoPaths(issuer),
    'keycloak-host': await server('console', 'Console', { byNumber: true }),
    'spa-cached': await openSinglePageApp({
      host: 'mail',
      name: 'Mail',
      issuer,
      keeps: 'local',
      cached: true,
    }),
  };
}

/** Two apps of one origin, each below a path of its own, with a cookie for that path. */
async function openTwoPaths(issuer: string): Promise<App> {
  const site = await openSite('office');
  const open = (name: string, path: string) =>
    openBareCookieApp({
      clientId: name.toLowerCase(),
      name,
      issuer,
      site,
      path,
      cookie: `SameSite=Lax; Path=${path}`,
    });
  const { close: _, ...sister } = await open('Forms', '/forms');
  return { ...(await open('Rooms', '/rooms')), sister: { ...sister, close: async () => undefined } };
}
