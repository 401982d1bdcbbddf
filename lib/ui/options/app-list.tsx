import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { mergeApps, parentDomain } from '../../settings/app-list.ts';
import type { App } from '../../settings/schema.ts';
import { t } from '../shared/words/text.ts';
import { CheckBox } from './check-box.tsx';

type AppListProps = {
  apps: App[];
  label: string;
  fixed: boolean;
  /** Whether the policy lets them be cleared. */
  mayClear: boolean;
  onChange: (apps: App[]) => void;
};

/** The apps of a realm that are cleared, each with what goes beside its own data; one that was removed can be put back. */
export function ListedApps({ apps, label, fixed, mayClear, onChange }: AppListProps): JSX.Element {
  const [removed, setRemoved] = useState<{ app: App; at: number } | null>(null);
  const remove = (app: App, at: number) => {
    setRemoved({ app, at });
    onChange(apps.toSpliced(at, 1));
  };
  const undo = () => {
    if (removed) onChange(mergeApps(apps.toSpliced(removed.at, 0, removed.app), []));
    setRemoved(null);
  };
  return (
    <>
      <ul class={apps.length > 0 ? 'card' : ''} aria-label={t('app.list', { label })}>
        {apps.map((app, at) => (
          <AppItem
            key={app.origin}
            app={app}
            fixed={fixed}
            mayClear={mayClear}
            onChange={(next) => onChange(apps.with(at, next))}
            onRemove={() => remove(app, at)}
          />
        ))}
      </ul>
      <p role="status">{removed && t('options.removed', { label: removed.app.label })}</p>
      {removed && (
        <button type="button" onClick={undo}>
          {t('options.undo')}
        </button>
      )}
    </>
  );
}

type AppItemProps = {
  app: App;
  fixed: boolean;
  mayClear: boolean;
  onChange: (app: App) => void;
  onRemove: () => void;
};

function AppItem({ app, fixed, mayClear, onChange, onRemove }: AppItemProps): JSX.Element {
  return (
    <li class="item">
      <div class="facts">
        <bdi>{app.label}</bdi>
        <code>{app.origin}</code>
        <AtSignOut {...{ app, fixed, mayClear, onChange }} />
        {mayClear && app.atSignOut === 'clear' && <ParentCookies {...{ app, fixed, onChange }} />}
      </div>
      {!fixed && (
        <button type="button" aria-label={t('options.remove_label', { label: app.label })} onClick={onRemove}>
          {t('options.remove')}
        </button>
      )}
    </li>
  );
}

const CHOICES: App['atSignOut'][] = ['clear', 'ask', 'leave'];

/**
 * What a sign-out does about an app: to ask it is a visit, so that can be left too. Where an admin lets none be cleared, one that was to be
 * is asked.
 */
function AtSignOut({ app, fixed, mayClear, onChange }: Omit<AppItemProps, 'onRemove'>): JSX.Element {
  const offered = mayClear ? CHOICES : CHOICES.slice(1);
  const choose = (value: string) => {
    const atSignOut = offered.find((one) => one === value);
    if (atSignOut) onChange({ ...app, atSignOut });
  };
  return (
    <select
      aria-label={t('apps.at_sign_out', { label: app.label })}
      value={offered.find((one) => one === app.atSignOut) ?? 'ask'}
      disabled={fixed}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {offered.map((one) => (
        <option key={one} value={one}>
          {t(`apps.at_sign_out_${one}`)}
        </option>
      ))}
    </select>
  );
}

/** Whether cookies of the domain above the app's go too: they may be other apps' as well, so nobody else decides it. */
function ParentCookies({
  app,
  fixed,
  onChange,
}: Omit<AppItemProps, 'mayClear' | 'onRemove'>): JSX.Element | null {
  const domain = parentDomain(app.origin);
  if (domain === null) return null;
  return (
    <CheckBox
      checked={app.parentCookies}
      fixed={fixed}
      onChange={(on) => onChange({ ...app, parentCookies: on })}
    >
      <span>{t('apps.parent_cookies', { domain, label: app.label })}</span>
    </CheckBox>
  );
}
