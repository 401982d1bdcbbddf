import type { JSX } from 'preact';
import type { RunRow } from '../../contract/status.ts';
import { deviceActivityPage } from '../../keycloak/account-pages.ts';
import type { NamedApp } from '../../settings/app-list.ts';
import type { ActTarget } from '../shared/acts.ts';
import { EndPageLink } from '../shared/app-results.tsx';
import { ActButton } from '../shared/realm-row.tsx';
import { formatNames } from '../shared/words/format.ts';
import { t, textLocale } from '../shared/words/text.ts';
import type { LeftActs } from './left-acts.ts';
import type { Doing } from './remedy.ts';

type DoingControlProps = { doing: Doing; acts: LeftActs; primary: boolean };

/** What a person can do about what is left, as a button or a link. */
export function DoingControl({ doing, acts, primary }: DoingControlProps): JSX.Element {
  if (doing.do === 'end-page')
    return <EndPageLink name={doing.name} endPage={doing.endPage} primary={primary} />;
  if (doing.do === 'sessions' || doing.do === 'options') return <PageLink doing={doing} primary={primary} />;
  if (doing.do !== 'act') return <SeveralButton doing={doing} acts={acts} primary={primary} />;
  const { row, act } = doing;
  return (
    <ActButton label={row.label} act={act} primary={primary} onAct={() => acts.act(act, targetOf(row))} />
  );
}

type Several = Extract<
  Doing,
  { do: 'try-all' | 'allow-apps' | 'sign-out-apps' | 'remove-cookies' | 'allow-hosts' }
>;

function SeveralButton({ doing, acts, primary }: DoingControlProps & { doing: Several }): JSX.Element {
  const onClick = () => {
    if ('apps' in doing) return acts.signOutOfApps(doing.apps);
    const realms = doing.rows.map(targetOf);
    if (doing.do === 'try-all') return acts.signOutOf(realms);
    if (doing.do === 'allow-apps') return acts.allowApps(doing.origins, realms);
    acts.allowHosts(doing.origins, realms);
  };
  return (
    <button type="button" class={primary ? 'primary' : ''} onClick={onClick}>
      {nameOf(doing)}
    </button>
  );
}

function nameOf(doing: Several): string {
  if (doing.do === 'try-all') return t('remedy.try_all');
  if (doing.do === 'allow-apps') return t('apps.allow');
  if (doing.do === 'sign-out-apps') return t('remedy.sign_out_apps', { count: countOf(doing.apps) });
  if (doing.do === 'remove-cookies') return t('remedy.remove_cookies', { domains: doing.domains });
  const hosts = doing.origins.map((origin) => new URL(origin).host);
  return t('apps.host_allow', { host: formatNames(hosts, textLocale()) });
}

/** Realms may share an app. */
function countOf(apps: readonly NamedApp[]): number {
  return new Set(apps.map(({ origin }) => origin)).size;
}

type Page = Extract<Doing, { do: 'sessions' | 'options' }>;

function PageLink({ doing, primary }: { doing: Page; primary: boolean }): JSX.Element {
  const { href, name } =
    doing.do === 'options'
      ? { href: '/options.html', name: t('remedy.options') }
      : {
          href: deviceActivityPage(doing.row.issuer),
          name: t('failure.devices', { label: doing.row.label }),
        };
  return (
    <a class={primary ? 'button primary' : 'button'} href={href} target="_blank" rel="noopener noreferrer">
      {name}
    </a>
  );
}

function targetOf({ realmId, issuer }: RunRow): ActTarget {
  return { id: realmId, issuer };
}
