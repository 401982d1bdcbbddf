import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import { mergeApps, type RefusedLine, readAppList } from '../../settings/app-list.ts';
import { isOfPolicy } from '../../settings/edit.ts';
import type { App, Realm } from '../../settings/schema.ts';
import { DevicesChoice } from '../popup/session-details.tsx';
import { statusOf } from '../popup/summary.ts';
import { formatNames, issuerHost } from '../shared/words/format.ts';
import { t, textLocale } from '../shared/words/text.ts';
import { isHostAllowed } from './allowed.ts';
import { useDraft } from './use-draft.ts';

type RealmAppsProps = { backend: OptionsBackend; view: OptionsView; realm: Realm };

/** What else a sign-out of a realm ends: its apps in this browser, sessions on other devices, and how its host is reached. */
export function RealmApps({ backend, view, realm }: RealmAppsProps): JSX.Element {
  const { label, apps, issuer } = realm;
  const fixed = isOfPolicy(realm);
  const others = statusOf(view, realm.id).details?.otherDevices ?? 0;
  const change = (next: App[]) => void backend.setUp('set-apps', { realmId: realm.id, apps: next });
  const add = (more: App[]) => {
    // First of all: a browser takes such a request only in the very handler of a click.
    const asked = backend.requestApps(more.map(({ origin }) => origin));
    change(mergeApps(apps, more));
    return asked;
  };
  return (
    <details class="more">
      <summary>
        {t('apps.title', { count: apps.length })}
        <span class="unseen"> {t('details.of_realm', { label })}</span>
      </summary>
      <p class="soft">{t('apps.why')}</p>
      <AppList apps={apps} label={label} fixed={fixed} onChange={change} />
      <Missing backend={backend} view={view} apps={apps} />
      {!fixed && <Found view={view} realm={realm} onAdd={add} />}
      {!fixed && <AddApps realm={realm} onAdd={add} />}
      <DevicesChoice backend={backend} realm={realm} others={others} />
      {!isHostAllowed(view.allowed, issuer) && <AllowHost backend={backend} issuer={issuer} />}
    </details>
  );
}

type AppListProps = { apps: App[]; label: string; fixed: boolean; onChange: (apps: App[]) => void };

function AppList({ apps, label, fixed, onChange }: AppListProps): JSX.Element {
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
          <li key={app.origin} class="item">
            <div class="facts">
              <b>{app.label}</b>
              <code>{app.origin}</code>
            </div>
            {!fixed && (
              <button
                type="button"
                aria-label={t('options.remove_label', { label: app.label })}
                onClick={() => remove(app, at)}
              >
                {t('options.remove')}
              </button>
            )}
          </li>
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

/** Apps that are listed and may not be cleared: named, with the way to allow it. */
function Missing({
  backend,
  view,
  apps,
}: {
  backend: OptionsBackend;
  view: OptionsView;
  apps: App[];
}): JSX.Element | null {
  const { allowed } = view;
  const missing = apps.filter(({ origin }) => !allowed.clearing || !isHostAllowed(allowed, origin));
  if (missing.length === 0) return null;
  const names = formatNames(
    missing.map(({ label }) => label),
    textLocale(),
  );
  return (
    <div class="why">
      <p class="warn">{t('apps.not_allowed', { apps: names })}</p>
      <button type="button" onClick={() => void backend.requestApps(missing.map(({ origin }) => origin))}>
        {t('apps.allow')}
      </button>
    </div>
  );
}

type Add = (more: App[]) => Promise<boolean>;

/** Apps that the person's session holds and that are not listed yet. */
function Found({ view, realm, onAdd }: { view: OptionsView; realm: Realm; onAdd: Add }): JSX.Element | null {
  const inSession = statusOf(view, realm.id).details?.apps ?? [];
  const known = inSession.flatMap(({ name, origin }) =>
    origin ? [{ origin, label: name.slice(0, 80) }] : [],
  );
  const fresh = mergeApps(realm.apps, known).slice(realm.apps.length);
  if (fresh.length === 0) return null;
  const names = formatNames(
    fresh.map(({ label }) => label),
    textLocale(),
  );
  return (
    <div class="why">
      <p>{t('apps.found', { apps: names })}</p>
      <button type="button" onClick={() => void onAdd(fresh)}>
        {t('apps.add_found', { count: fresh.length })}
      </button>
    </div>
  );
}

function AddApps({ realm, onAdd }: { realm: Realm; onAdd: Add }): JSX.Element {
  const id = `apps-${realm.id}`;
  const { text, change } = useDraft(`draft-${id}`);
  const [refused, setRefused] = useState<RefusedLine[]>([]);
  const submit = (event: Event) => {
    event.preventDefault();
    const list = readAppList(text);
    if (list.apps.length > 0) void onAdd(list.apps);
    setRefused(list.refused);
    change(list.refused.map(({ line }) => line).join('\n'));
  };
  return (
    <form class="form" onSubmit={submit}>
      <label for={id}>{t('apps.field', { label: realm.label })}</label>
      <textarea
        id={id}
        rows={2}
        required
        spellcheck={false}
        value={text}
        aria-invalid={refused.length > 0}
        aria-describedby={`${id}-hint ${id}-refused`}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} class="soft">
        {t('apps.hint')}
      </p>
      <div id={`${id}-refused`} role="alert">
        {refused.map(({ line, reason }) => (
          <p key={line} class="bad">
            {t(reason === 'not-secure' ? 'apps.not_secure' : 'apps.no_address', { line })}
          </p>
        ))}
      </div>
      <div class="row">
        <button type="submit">{t('apps.add')}</button>
      </div>
    </form>
  );
}

function AllowHost({ backend, issuer }: { backend: OptionsBackend; issuer: string }): JSX.Element {
  return (
    <div class="why">
      <p>{t('apps.host_why', { host: issuerHost(issuer) })}</p>
      <button type="button" onClick={() => void backend.requestHost(issuer)}>
        {t('apps.host_allow', { host: issuerHost(issuer) })}
      </button>
    </div>
  );
}
