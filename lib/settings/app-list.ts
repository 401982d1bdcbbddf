import { appOriginOf, parentAddresses } from '../protocol/app-origin.ts';
import { isRealHost } from '../protocol/issuer.ts';
import { editRealm, findRealm } from './edit.ts';
import { toLabel } from './label.ts';
import { APP_DEFAULTS, type App, type Realm, type Settings } from './schema.ts';

/** Why a line names no app: no address, http beyond this machine, or Keycloak's own pages. */
export type RefusedLine = { line: string; reason: 'no-address' | 'not-secure' | 'keycloak' };

/** The apps that a text names, and the lines that name none. */
export type AppList = { apps: App[]; refused: RefusedLine[] };

/**
 * Reads a list of apps as a person types or pastes it: a line for each, its address first and, behind it, the label. An
 * address without a scheme is taken as https.
 * @param issuers of the realms that are configured: no page of theirs is an app, and to clear it would take the cookies of
 *   all their realms.
 */
export function readAppList(text: string, issuers: string[]): AppList {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const read = lines.map((line) => readLine(line, issuers));
  const apps = read.flatMap((one) => ('origin' in one ? [one] : []));
  return { apps: mergeApps([], apps), refused: read.flatMap((one) => ('line' in one ? [one] : [])) };
}

/** Adds apps to a list; an origin stands once, as it was first named. */
export function mergeApps(apps: App[], more: App[]): App[] {
  const all = [...apps, ...more];
  return all.filter(({ origin }, at) => all.findIndex((other) => other.origin === origin) === at);
}

/**
 * Has apps cleared at every sign-out of their realms, those too that were only asked or left alone. One of a realm that is not among the
 * settings' own is left out.
 */
export function listApps(settings: Settings, apps: readonly NamedApp[]): Settings {
  return { ...settings, realms: settings.realms.map((realm) => withApps(realm, apps)) };
}

/**
 * Has an app of a realm not be cleared any more, only asked, also one that is cleared without being listed.
 * @throws {StepError} as `findRealm` where the realm is not configured.
 */
export function onlyAskApp(settings: Settings, app: NamedApp): Settings {
  const { realm } = findRealm(settings, app.realmId);
  const apps = withApps(realm, [app]).apps.map(
    (one): App => (one.origin === app.origin ? { ...one, atSignOut: 'ask' } : one),
  );
  return editRealm(settings, app.realmId, { apps });
}

/** An app behind a realm, as pages name it; with `parentCookies` the cookies of its parent domains are to go too. */
export type NamedApp = Pick<App, 'origin' | 'label'> & {
  realmId: string;
  parentCookies?: boolean | undefined;
};

/** A realm with those of some apps in its list that are its own. */
export function withApps(realm: Realm, apps: readonly NamedApp[]): Realm {
  const own = apps.filter(({ realmId }) => realmId === realm.id);
  const listed = own.map(({ origin, label }) => ({
    ...APP_DEFAULTS,
    origin,
    label: toLabel(label, new URL(origin).host),
  }));
  return { ...realm, apps: mergeApps(realm.apps, listed).map((app) => toClear(app, own)) };
}

function toClear(app: App, wanted: readonly NamedApp[]): App {
  const named = wanted.filter(({ origin }) => origin === app.origin);
  if (named.length === 0) return app;
  const parentCookies = app.parentCookies || named.some((one) => one.parentCookies);
  return { ...app, atSignOut: 'clear', parentCookies };
}

/**
 * The domain above an app's host, whose cookies its address receives too. Where there are several, it is the nearest.
 * @param origin an exact origin.
 * @returns null for an address of numbers, and where only a registry's own domain is above, which has no cookies.
 */
export function parentDomain(origin: string): string | null {
  const [nearest] = parentAddresses(origin);
  return nearest ? new URL(nearest).hostname : null;
}

function readLine(line: string, issuers: string[]): App | RefusedLine {
  const [address = '', ...label] = line.split(/\s+/);
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`);
  if (!url || !/^https?:$/.test(url.protocol) || !isRealHost(url.hostname)) {
    return { line, reason: 'no-address' };
  }
  const origin = appOriginOf(url.href);
  if (!origin) return { line, reason: 'not-secure' };
  if (issuers.some((issuer) => isKeycloaks(url, issuer))) return { line, reason: 'keycloak' };
  return { origin, label: toLabel(label.join(' '), url.host), ...APP_DEFAULTS };
}

/**
 * Whether an address is that of a realm's server itself, or of its sign-in, account or admin pages. Other pages of the same
 * origin are apps that share it.
 */
function isKeycloaks({ origin, pathname }: URL, issuer: string): boolean {
  const realm = new URL(issuer);
  const prefix = realm.pathname.replace(/\/realms\/[^/]+$/, '');
  const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : pathname;
  return origin === realm.origin && /^\/((realms|admin|resources)(\/.*)?)?$/.test(path);
}
