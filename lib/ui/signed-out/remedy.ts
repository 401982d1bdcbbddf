import type { RunRow } from '../../contract/status.ts';
import type { NamedApp } from '../../settings/app-list.ts';
import type { Headline } from '../../verdict/headline.ts';
import type { Act } from '../popup/realm-line.ts';
import { formatNames } from '../shared/words/format.ts';
import { type Message, message } from '../shared/words/message.ts';
import { appsRemedy } from './apps-remedy.ts';
import type { Beside, Groups } from './left.ts';
import type { AppRights } from './rights.ts';
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
 * @param rights what may be chosen about apps.
 * @returns null where nothing is left, or something is at work.
 */
export function remedyOf(
  { kind, names }: Headline,
  groups: Groups,
  locale: string,
  rights: AppRights,
): Remedy | null {
  if (kind === 'somebody') return { words: somebodyWords(groups.left), doings: retry(groups.left) };
  if (kind === 'not-proven') return { words: message('remedy.not_proven'), doings: retry(groups.left) };
  if (kind === 'again') return againRemedy(groups.left, locale);
  if (kind === 'provider') return providerRemedy(groups.beside, formatNames(names, locale));
  if (kind === 'apps') return appsRemedy(groups.beside, locale, rights);
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

function devicesRemedy(beside: Beside[]): Remedy {
  const rows = beside.flatMap((one) => ('devices' in one ? [one.row] : []));
  return { words: message('remedy.devices'), doings: rows.map((row) => ({ do: 'sessions', row })) };
}
