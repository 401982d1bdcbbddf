import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Backend, View } from '../../contract/messages.ts';
import type { Realm } from '../../settings/schema.ts';
import { type Acts, ALL, useActs } from '../shared/acts.ts';
import { AppResults } from '../shared/app-results.tsx';
import { FailureNote } from '../shared/failure-note.tsx';
import { settingNow, useHeldFor, useNews, usePainted, useView } from '../shared/hooks.ts';
import { Icon, Logo } from '../shared/marks.tsx';
import { ownOf } from '../shared/own-of.ts';
import { RealmRow } from '../shared/realm-row.tsx';
import { render, t } from '../shared/words/text.ts';
import { AddRealmOfTab } from './add-realm-of-tab.tsx';
import { actsOf, lookOf } from './realm-line.ts';
import { SessionDetailsLine } from './session-details.tsx';
import { allButton, rowOf, statusOf } from './summary.ts';

/** What takes less than this, in milliseconds, gets no words of its own: they would only flicker. */
const WORTH_WORDS = 300;

/** As many rows as a popup shows without scrolling: a browser makes none higher than 600 pixels. */
const IN_SIGHT = 12;

/** The popup: one button for everything, and a row for each realm. */
export function PopupPage({ backend }: { backend: Backend }): JSX.Element {
  const view = useView(backend);
  const known = view !== null;
  const realms = view?.settings.realms.map(({ id }) => id).join(' ');
  const patient = useHeldFor(known, WORTH_WORDS);
  const news = useNews(view);
  useLayoutEffect(() => {
    // The popup itself says when it can be used: whoever looks from outside would only see when he looked.
    if (known) performance.mark('usable');
  }, [known]);
  const asked = useRef<string | undefined>(undefined);
  useEffect(() => {
    // Those of the beginning are asked already. One may come while the popup stands: added here, or by a policy that the browser has
    // only just read.
    if (asked.current !== undefined && realms !== asked.current) void backend.send('check', {});
    asked.current = realms;
  }, [backend, realms]);
  return (
    <main class="popup">
      <Top />
      {view &&
        (view.settings.realms.length > 0 ? (
          <Realms backend={backend} view={view} patient={patient} />
        ) : (
          <Empty />
        ))}
      {view && !view.policy.locked.includes('realms') && <AddRealmOfTab backend={backend} />}
      <p class="unseen" role="status">
        {news}
      </p>
    </main>
  );
}

function Top(): JSX.Element {
  return (
    <header class="top">
      <Logo size={22} />
      <h1>{t('extension.shortName')}</h1>
      <a class="quiet" href="/options.html" target="_blank" aria-label={t('popup.options')} rel="noopener">
        <Icon name="options" />
      </a>
    </header>
  );
}

function Empty(): JSX.Element {
  return (
    <div class="empty">
      <h2>{t('popup.empty_title')}</h2>
      <p class="soft">{t('popup.empty_text')}</p>
      <a class="button primary" href="/options.html" target="_blank" rel="noopener">
        {t('popup.empty_add')}
      </a>
    </div>
  );
}

type Shown = { view: View; patient: boolean };

function Realms({ backend, view, patient }: Shown & { backend: Backend }): JSX.Element {
  // Whoever has fifty realms can use what is in sight before the rest stands below it.
  const inSight = usePainted() ? undefined : IN_SIGHT;
  const acts = useActs(backend, () => backend.send('check', {}));
  const refused = acts.refusals[ALL];
  return (
    <>
      <EverythingButton view={view} patient={patient} onClick={acts.signOutOfAll} />
      {refused && <FailureNote failure={refused} tone="bad" />}
      <ul class="realms" aria-label={t('popup.list')}>
        {view.settings.realms.slice(0, inSight).map((realm) => (
          <PopupRow
            key={realm.id}
            backend={backend}
            realm={realm}
            view={view}
            patient={patient}
            acts={acts}
          />
        ))}
      </ul>
      {backend.outsideContainersOnly && <p class="foot soft">{t('popup.containers')}</p>}
    </>
  );
}

function EverythingButton({ view, patient, onClick }: Shown & { onClick: () => void }): JSX.Element {
  const { label, note, enabled } = allButton(view, patient);
  // aria-disabled instead of disabled: whoever pressed it keeps the focus. The note lies over the button, not in it, so
  // that it does not become part of the button's name.
  return (
    <div class="all">
      <button
        type="button"
        class="primary"
        aria-describedby="all-note"
        aria-disabled={!enabled}
        onClick={() => enabled && onClick()}
      >
        {render(label)}
      </button>
      <small id="all-note">{render(note)}</small>
    </div>
  );
}

type RowProps = Shown & { backend: Backend; realm: Realm; acts: Acts };

function PopupRow({ backend, realm, view, patient, acts }: RowProps): JSX.Element {
  const status = statusOf(view, realm.id);
  const { mark, tone, line } = lookOf(status, settingNow());
  const working = status.state === 'working';
  const checking = status.checking ?? false;
  // A realm that nobody has asked about is about to be: its row waits a moment before it says so.
  const fresh = status.state === 'unknown' && !status.verdict;
  const row = rowOf(view, status, realm.id);
  const words = fresh && checking ? t('row.checking') : render(line);
  return (
    <RealmRow
      issuer={realm.issuer}
      label={realm.label}
      mark={mark}
      tone={tone}
      line={fresh && !patient ? '' : words}
      acts={fresh && !patient ? [] : actsOf(status)}
      onAct={(act) => acts.act(act, realm)}
      failure={(working ? undefined : status.failure) ?? ownOf(acts.refusals, realm.id)}
      busy={working || checking}
      steady={working || checking}
      data={{ 'data-state': status.state, 'data-checking': String(checking) }}
    >
      {status.details && <SessionDetailsLine backend={backend} realm={realm} details={status.details} />}
      {row && <AppResults backend={backend} row={row} />}
    </RealmRow>
  );
}
