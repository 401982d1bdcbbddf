import type { NamedApp } from '../../settings/app-list.ts';
import type { AppState } from '../../verdict/facts.ts';
import { formatNames } from '../shared/words/format.ts';
import { message } from '../shared/words/message.ts';
import type { Beside } from './left.ts';
import type { Remedy } from './remedy.ts';
import type { AppRights } from './rights.ts';

type LeftApp = Extract<Beside, { app: unknown }>;

/**
 * What to do about apps that may be open.
 * @param locale for lists of names.
 * @param rights what may be chosen about them.
 */
export function appsRemedy(beside: Beside[], locale: string, rights: AppRights): Remedy {
  const left = beside.flatMap((one) => ('app' in one ? [one] : []));
  if (left.length === 0) return { words: message('remedy.apps_untold'), doings: [] };
  const withMark = (mark: AppState) => left.filter(({ app }) => app.marks.includes(mark));
  const refused = withMark('not-allowed').filter(({ app }) => app.origin);
  if (refused.length > 0) return allowRemedy(refused, locale);
  if (withMark('kept-open').length > 0) return { words: message('remedy.kept_open'), doings: [] };
  const untouched = left.filter(({ app }) => !app.marks.some((mark) => CLEARED.includes(mark)));
  const apps = untouched.flatMap(({ app: { name, origin }, row: { realmId } }) =>
    origin ? [{ realmId, origin, label: name }] : [],
  );
  const isOff = rights.clearApps === 'off';
  if (apps.length > 0 && !isOff) return signOutRemedy(apps, locale, rights);
  if (withMark('left-over').length > 0 && !isOff) return cookieRemedy(withMark('left-over'), locale, rights);
  const away = withMark('kept-away');
  if (away.length > 0)
    return { words: message('remedy.kept_away', { hosts: hostsOf(away, locale) }), doings: [] };
  if (isOff) return { words: message('remedy.apps_off'), doings: [] };
  return { words: message('remedy.apps'), doings: [{ do: 'options' }] };
}

/** What says that an app was to be cleared, whatever came of it. */
const CLEARED: readonly AppState[] = ['cleared', 'not-cleared', 'not-allowed', 'kept-away'];

/**
 * Access is not consent: what goes is said before anything is cleared for the first time, and whether it goes at the next sign-outs too.
 */
function signOutRemedy(apps: NamedApp[], locale: string, rights: AppRights): Remedy {
  const hosts = [...new Set(apps.map(({ origin }) => new URL(origin).host))];
  const named = { hosts: formatNames(hosts, locale) };
  const words = isKept(apps, rights)
    ? message('remedy.sign_out_apps_what', named)
    : message('remedy.sign_out_apps_once', named);
  return { words, doings: [{ do: 'sign-out-apps', apps }] };
}

function isKept(apps: readonly NamedApp[], rights: AppRights): boolean {
  return apps.every(({ realmId }) => rights.own.some(({ id }) => id === realmId));
}

/** A cookie of a parent domain may be other apps' as well, so that it goes is a choice of its own. */
function cookieRemedy(left: LeftApp[], locale: string, rights: AppRights): Remedy {
  const above = left.flatMap(({ app: { origin, name, cause }, row: { realmId } }) => {
    const domains = cause?.code === 'app-cookies-left' ? cause.details : [];
    const parents = origin ? domains.filter((domain) => domain !== new URL(origin).hostname) : [];
    return origin && parents.length > 0
      ? [{ app: { realmId, origin, label: name, parentCookies: true }, parents }]
      : [];
  });
  if (above.length === 0) {
    const isCookie = left.some(({ app: { cause } }) => cause?.code === 'app-cookies-left');
    return {
      words: message(isCookie ? 'remedy.left_over_own' : 'remedy.apps'),
      doings: [{ do: 'options' }],
    };
  }
  const domains = formatNames([...new Set(above.flatMap(({ parents }) => parents))], locale);
  const apps = above.map(({ app }) => app);
  return {
    words: isKept(apps, rights)
      ? message('remedy.left_over', { domains })
      : message('remedy.left_over_once', { domains }),
    doings: [{ do: 'remove-cookies', apps, domains }],
  };
}

function allowRemedy(refused: LeftApp[], locale: string): Remedy {
  const rows = [...new Set(refused.map(({ row }) => row))];
  return {
    words: message('remedy.allow_apps', { hosts: hostsOf(refused, locale) }),
    doings: [{ do: 'allow-apps', origins: originsOf(refused), rows }],
  };
}

function originsOf(apps: LeftApp[]): string[] {
  return [...new Set(apps.flatMap(({ app }) => app.origin ?? []))];
}

function hostsOf(apps: LeftApp[], locale: string): string {
  return formatNames(
    originsOf(apps).map((origin) => new URL(origin).host),
    locale,
  );
}
