import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';
import { mergeApps, type RefusedLine, readAppList } from '../../settings/app-list.ts';
import { toLabel } from '../../settings/label.ts';
import { isOfPolicy } from '../../settings/policy-id.ts';
import { APP_DEFAULTS, type App, type Realm } from '../../settings/schema.ts';
import { DevicesChoice } from '../popup/session-details.tsx';
import { statusOf } from '../popup/summary.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { formatNames, issuerHost } from '../shared/words/format.ts';
import { keyPart } from '../shared/words/message.ts';
import { t, textLocale } from '../shared/words/text.ts';
import { isHostAllowed } from './allowed.ts';
import { ListedApps } from './app-list.tsx';
import { useDraft } from './use-draft.ts';

type RealmAppsProps = { backend: OptionsBackend; view: OptionsView; realm: Realm };

/** What else a sign-out of a realm ends: its apps in this browser, sessions on other devices, and how its host is reached. */
export function RealmApps({ backend, view, realm }: RealmAppsProps): JSX.Element {
  const { label, issuer, id } = realm;
  const fixed = isOfPolicy(realm);
  // What a policy has in force is not what the person chose.
  const apps = view.own.realms.find((one) => one.id === id)?.apps ?? realm.apps;
  const mayClear = fixed || view.policy.clearApps !== 'off';
  const others = statusOf(view, realm.id).details?.otherDevices ?? 0;
  const [failure, setFailure] = useState<Failure | null>(null);
  const change = async (next: App[]) => {
    const answer = await backend.setUp('set-apps', { realmId: id, apps: next });
    setFailure(answer.ok ? null : answer.failure);
  };
  const add = (more: App[]) => {
    // First of all: a browser takes such a request only in the very handler of a click.
    void backend.requestApps(more.map(({ origin }) => origin));
    void change(mergeApps(apps, more));
  };
  return (
    <details class="more">
      <summary>
        {t('apps.title', { count: apps.length })}
        <span class="unseen"> {t('details.of_realm', { label })}</span>
      </summary>
      <p class="soft">
        {t(WHYS[mayClear && view.policy.clearApps === 'off' ? 'offer' : view.policy.clearApps])}
      </p>
      <ListedApps {...{ apps, label, fixed, mayClear }} onChange={(next) => void change(next)} />
      <div role="alert">{failure && <FailureNote failure={failure} tone="bad" />}</div>
      <Missing backend={backend} view={view} apps={realm.apps} />
      {!fixed && mayClear && !backend.isPrivate && <Found view={view} realm={realm} onAdd={add} />}
      {!fixed && mayClear && <AddApps view={view} realm={realm} onAdd={add} />}
      <DevicesChoice backend={backend} realm={realm} others={others} />
      {!isHostAllowed(view.allowed, issuer) && <AllowHost backend={backend} issuer={issuer} />}
    </details>
  );
}

/** What becomes of apps at a sign-out, by what an admin has said for all; one whom the policy itself lists is none of these. */
const WHYS = { off: 'apps.why_off', offer: 'apps.why', on: 'apps.why_on' } as const;

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
  const missing = apps.filter(
    ({ origin, atSignOut }) =>
      atSignOut === 'clear' && (!allowed.clearing || !isHostAllowed(allowed, origin)),
  );
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

type Add = (more: App[]) => void;

/** Apps that the person's session holds and that are not listed yet. */
function Found({ view, realm, onAdd }: { view: OptionsView; realm: Realm; onAdd: Add }): JSX.Element | null {
  const inSession = statusOf(view, realm.id).details?.apps ?? [];
  const known = inSession.flatMap(({ name, origin }) =>
    origin ? [{ origin, label: toLabel(name, new URL(origin).host), ...APP_DEFAULTS }] : [],
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
      <button type="button" onClick={() => onAdd(fresh)}>
        {t('apps.add_found', { count: fresh.length })}
      </button>
    </div>
  );
}

function AddApps({ view, realm, onAdd }: { view: OptionsView; realm: Realm; onAdd: Add }): JSX.Element {
  const id = `apps-${realm.id}`;
  const { text, change } = useDraft(`draft-${id}`);
  const [refused, setRefused] = useState<RefusedLine[]>([]);
  const submit = (event: Event) => {
    event.preventDefault();
    const issuers = view.settings.realms.map(({ issuer }) => issuer);
    const list = readAppList(text, issuers);
    if (list.apps.length > 0) onAdd(list.apps);
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
            {t(`apps.${keyPart(reason)}`, { line })}
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
      <button type="button" onClick={() => void backend.requestHosts([issuer])}>
        {t('apps.host_allow', { host: issuerHost(issuer) })}
      </button>
    </div>
  );
}
