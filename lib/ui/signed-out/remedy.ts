import type { RunRow } from '../../contract/status.ts';
import type { NamedApp } from '../../settings/app-list.ts';
import type { AppState } from '../../verdict/facts.ts';
import type { Headline } from '../../verdict/headline.ts';
import type { Act } from '../popup/realm-line.ts';
import { formatNames } from '../shared/words/format.ts';
import { type Message, message } from '../shared/words/message.ts';
import type { Beside, Groups } from './left.ts';
import { actsOfRow } from './row-line.ts';

/** Something that a person can do about what is left, as a button or a link. */
export type Doing =
  | { do: 'act'; act: Act; row: RunRow }
  | { do: 'try-all'; rows: RunRow[] }
  | { do: 'end-page'; name: string; endPage: string }
  | { do: 'allow-apps' | 'allow-hosts'; origins: string[]; rows: RunRow[] }
  | { do: 'sign-out-apps'; apps: NamedApp[] }
  | { do: 'remove-cookies'; apps: NamedApp[]; domains: string }
  | { do: 'sessions'; row: RunRow }
  | { do: 'options' };

/** The one thing to do about what is left, in words, and what does it: the first is the one that is offered most. */
export type Remedy = { words: Message; doings: Doing[] };

/**
 * What to do about what is left, the worst of it first.
 * @param locale for lists of names.
 * @param own ids of the realms whose lists of apps are the person's own.
 * @returns null where nothing is left, or something is at work.
 */
export function remedyOf(
  { kind, names }: Headline,
  groups: Groups,
  locale: string,
  own: readonly string[],
): Remedy | null {
  if (kind === 'somebody') return { words: somebodyWords(groups.left), doings: retry(groups.left) };
  if (kind === 'not-proven') return { words: message('remedy.not_proven'), doings: retry(groups.left) };
  if (kind === 'again') return againRemedy(groups.left, locale);
  if (kind === 'provider') return providerRemedy(groups.beside, formatNames(names, locale));
  if (kind === 'apps') return appsRemedy(groups.beside, locale, own);
  return kind === 'devices' ? devicesRemedy(groups.beside) : null;
}

function somebodyWords(left: RunRow[]): Message {
  const unnamed = left.some(({ verdict }) => verdict.failure?.code === 'somebody-unnamed');
  return unnamed ? message('remedy.unnamed') : message('remedy.somebody');
}

/** A realm that alone is left has its buttons here, not in its row. */
function retry(left: RunRow[]): Doing[] {
  const [only, ...more] = left;
  if (!only || more.length > 0) return [{ do: 'try-all', rows: left }];
  return actsOfRow(only).map((act) => ({ do: 'act', act, row: only }));
}

function againRemedy(left: RunRow[], locale: string): Remedy {
  const pages = endPages(left.flatMap(({ verdict }) => verdict.providers));
  return { words: pagesWords(pages, locale) ?? message('remedy.again'), doings: [...pages, ...retry(left)] };
}

type ProviderPage = Extract<Doing, { do: 'end-page' }>;

function endPages(providers: RunRow['verdict']['providers']): ProviderPage[] {
  const open = providers.flatMap(({ is, name, endPage }) =>
    is === 'in' && endPage ? [{ name, endPage }] : [],
  );
  const once = new Map(open.map((one) => [one.endPage, one]));
  return [...once.values()].map((one) => ({ do: 'end-page', ...one }));
}

function pagesWords(pages: ProviderPage[], locale: string): Message | null {
  if (pages.length === 0) return null;
  const names = formatNames(
    pages.map(({ name }) => name),
    locale,
  );
  return message('remedy.end_page', { names });
}

function providerRemedy(beside: Beside[], names: string): Remedy {
  const left = beside.flatMap((one) => ('provider' in one ? [one] : []));
  const doings = endPages(left.map(({ provider }) => provider));
  const closed = left.filter(({ provider }) => provider.origin);
  if (doings.length === 0 && closed.length > 0) return allowProviders(closed, names);
  return {
    words: doings.length > 0 ? message('remedy.provider_page') : message('remedy.provider', { names }),
    doings,
  };
}

function allowProviders(closed: Extract<Beside, { provider: unknown }>[], names: string): Remedy {
  const origins = [...new Set(closed.flatMap(({ provider }) => provider.origin ?? []))];
  const rows = [...new Set(closed.map(({ row }) => row))];
  return {
    words: message('remedy.allow_provider', { names }),
    doings: [{ do: 'allow-hosts', origins, rows }],
  };
}

type LeftApp = Extract<Beside, { app: unknown }>;

function appsRemedy(beside: Beside[], locale: string, own: readonly string[]): Remedy {
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
  if (apps.length > 0) return signOutRemedy(apps, locale, own);
  const doings: Doing[] = [{ do: 'options' }];
  if (withMark('left-over').length > 0) return cookieRemedy(withMark('left-over'), locale, own);
  return { words: message('remedy.apps'), doings };
}

/** What says that an app was to be cleared, whatever came of it. */
const CLEARED: readonly AppState[] = ['cleared', 'not-cleared', 'not-allowed'];

/**
 * Access is not consent: what goes is said before anything is cleared for the first time, and whether it goes at the next sign-outs too.
 */
function signOutRemedy(apps: NamedApp[], locale: string, own: readonly string[]): Remedy {
  const hosts = [...new Set(apps.map(({ origin }) => new URL(origin).host))];
  const named = { hosts: formatNames(hosts, locale) };
  const words = isKept(apps, own)
    ? message('remedy.sign_out_apps_what', named)
    : message('remedy.sign_out_apps_once', named);
  return { words, doings: [{ do: 'sign-out-apps', apps }] };
}

function isKept(apps: readonly NamedApp[], own: readonly string[]): boolean {
  return apps.every(({ realmId }) => own.includes(realmId));
}

/** A cookie of a parent domain may be other apps' as well, so that it goes is a choice of its own. */
function cookieRemedy(left: LeftApp[], locale: string, own: readonly string[]): Remedy {
  const above = left.flatMap(({ app: { origin, name, cause }, row: { realmId } }) => {
    const domains = cause?.code === 'app-cookies-left' ? cause.details : [];
    const parents = origin ? domains.filter((domain) => domain !== new URL(origin).hostname) : [];
    return origin && parents.length > 0
      ? [{ app: { realmId, origin, label: name, parentCookies: true as const }, parents }]
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
    words: isKept(apps, own)
      ? message('remedy.left_over', { domains })
      : message('remedy.left_over_once', { domains }),
    doings: [{ do: 'remove-cookies', apps, domains }],
  };
}

function allowRemedy(refused: LeftApp[], locale: string): Remedy {
  const origins = [...new Set(refused.flatMap(({ app }) => app.origin ?? []))];
  const hosts = formatNames(
    origins.map((origin) => new URL(origin).host),
    locale,
  );
  const rows = [...new Set(refused.map(({ row }) => row))];
  return { words: message('remedy.allow_apps', { hosts }), doings: [{ do: 'allow-apps', origins, rows }] };
}

function devicesRemedy(beside: Beside[]): Remedy {
  const rows = beside.flatMap((one) => ('devices' in one ? [one.row] : []));
  return { words: message('remedy.devices'), doings: rows.map((row) => ({ do: 'sessions', row })) };
}
