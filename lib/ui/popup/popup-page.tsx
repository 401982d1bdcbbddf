import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Backend, View } from '../../contract/messages.ts';
import { mayFind } from '../../settings/policy-find.ts';
import type { Realm } from '../../settings/schema.ts';
import { type Acts, ALL, useActs } from '../shared/acts.ts';
import { AppResults } from '../shared/app-results.tsx';
import { FailureNote } from '../shared/failure-note.tsx';
import { settingNow, useHeldFor, useNews, usePainted, useView } from '../shared/hooks.ts';
import { Icon, Logo } from '../shared/marks.tsx';
import { ownOf } from '../shared/own-of.ts';
import { RealmRow } from '../shared/realm-row.tsx';
import { render, t } from '../shared/words/text.ts';
import { AddRealmOfTab, useRealmOfTab } from './add-realm-of-tab.tsx';
import { AloneLines, type LeaveApp } from './alone-lines.tsx';
import { FirstRun } from './first-run.tsx';
import { actsOf, lookOf } from './realm-line.ts';
import { SessionDetailsLine } from './session-details.tsx';
import { allButton, aloneOf, rowOf, statusOf } from './summary.ts';

/** What takes less than this, in milliseconds, gets no words of its own: they would only flicker. */
const WORTH_WORDS = 300;

const OPTIONS =
  'M3 6h6.5M14.5 6H17M3 14h2.5M10.5 14H17M12 3.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM8 11.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z';

/** As many rows as a popup shows without scrolling: a browser makes none higher than 600 pixels. */
const IN_SIGHT = 12;

/** The popup: one button for everything, and a row for each realm. */
export function PopupPage({ backend }: { backend: Backend }): JSX.Element {
  const view = useView(backend);
  const known = view !== null;
  const realms = view ? view.settings.realms.length - view.found.length : undefined;
  const patient = useHeldFor(known, WORTH_WORDS);
  useLayoutEffect(() => {
    // The popup itself says when it can be used: whoever looks from outside would only see when he looked.
    if (known) performance.mark('usable');
  }, [known]);
  const asked = useRef<number | undefined>(undefined);
  useEffect(() => {
    // Those of the beginning are asked already. One may come while the popup stands: added here, or by a policy that the browser has
    // only just read. One that is found only now is asked the next time.
    if (asked.current !== undefined && realms !== asked.current) void backend.send('check', {});
    asked.current = realms;
  }, [backend, realms]);
  return (
    <main class="popup">
      <Top />
      {view && <Body backend={backend} view={view} patient={patient} />}
      <News view={view} />
    </main>
  );
}

function News({ view }: { view: View | null }): JSX.Element {
  const news = useNews(view);
  // Not atomic: what was heard is not said again with each line that joins it.
  return (
    <div class="unseen" role="status" aria-atomic="false">
      {news.map((line, place) => (
        <p key={place}>{line}</p>
      ))}
    </div>
  );
}

function Top(): JSX.Element {
  return (
    <header class="top">
      <Logo size={22} />
      <h1>{t('extension.shortName')}</h1>
      <a class="quiet" href="/options.html" target="_blank" aria-label={t('popup.options')} rel="noopener">
        <Icon path={OPTIONS} />
      </a>
    </header>
  );
}

type Shown = { view: View; patient: boolean };

function Body({ backend, view, patient }: Shown & { backend: Backend }): JSX.Element | null {
  const here = useRealmOfTab(backend);
  const { realms } = view.settings;
  const none = realms.length === 0;
  const mayAdd = !view.policy.locked.includes('realms');
  const offered = mayAdd && here && !realms.some(({ issuer }) => issuer === here.issuer) ? here : null;
  // Which button is the primary one is known before any stands there.
  if (none && here === undefined) return null;
  return (
    <>
      {!none && <Realms backend={backend} view={view} patient={patient} />}
      {mayAdd && <AddRealmOfTab backend={backend} here={offered} primary={none} />}
      {none && <FirstRun {...{ backend, mayAdd }} primary={!offered} mayFind={mayFind(view.policy)} />}
    </>
  );
}

function Realms({ backend, view, patient }: Shown & { backend: Backend }): JSX.Element {
  // Whoever has fifty realms can use what is in sight before the rest stands below it.
  const inSight = usePainted() ? undefined : IN_SIGHT;
  const acts = useActs(backend, () => ({ kind: 'check', payload: {} }));
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
  const early = fresh && !patient;
  const row = rowOf(view, status, realm.id);
  const found = view.found.includes(realm.id);
  const words = fresh && checking ? t('row.checking') : render(line);
  const leave: LeaveApp = (app, discards) => acts.leaveApp(realm.id, app, discards);
  return (
    <RealmRow
      issuer={realm.issuer}
      label={realm.label}
      mark={mark}
      tone={tone}
      line={early ? '' : words}
      acts={early ? [] : actsOf(status)}
      onAct={(act) => acts.act(act, realm)}
      failure={(working ? undefined : status.failure) ?? ownOf(acts.refusals, realm.id)}
      busy={working || checking}
      found={found}
      data={{ 'data-state': status.state, 'data-checking': String(checking) }}
    >
      {(status.details || (status.apps ?? []).length > 0) && (
        <SessionDetailsLine
          {...{ backend, realm, status }}
          onLeave={view.policy.clearApps === 'off' ? undefined : leave}
        />
      )}
      {aloneOf(view, status, realm.id).map((alone) => (
        <AloneLines key={alone.app.key} label={realm.label} alone={alone} onLeave={leave} />
      ))}
      {found && <p class="soft">{t(view.policy.find === 'on' ? 'found.not_kept' : 'found.only_shown')}</p>}
      {row && <AppResults backend={backend} row={row} />}
    </RealmRow>
  );
}
