import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { Activity } from '../../contract/activity.ts';
import type { OptionsBackend, View } from '../../contract/messages.ts';
import { settingNow } from '../shared/hooks.ts';
import { Mark } from '../shared/marks.tsx';
import { formatSeconds, formatTime } from '../shared/words/format.ts';
import { message } from '../shared/words/message.ts';
import { render, t, textLocale } from '../shared/words/text.ts';
import { ActivityChoices } from './activity-choices.tsx';
import { activityCsv, isFound, lineOf, realmsOf } from './activity-line.ts';
import { headingId } from './places.ts';
import { Toast } from './toast.tsx';
import { type ToastContent, toastOf } from './use-realm-edits.ts';

/** So many acts stand there at first, and come with each “Show more”. */
const AT_A_TIME = 20;

/** What was signed in to and out of: what is kept of it, found, saved as a file, and let go of. */
export function ActivityPage({ backend, view }: { backend: OptionsBackend; view: View }): JSX.Element {
  const [all, setAll] = useState<Activity[] | null>(null);
  useLayoutEffect(() => backend.watchActivity(setAll), [backend]);
  return (
    <>
      <ActivityChoices backend={backend} view={view} />
      {all && <Kept backend={backend} all={all} />}
    </>
  );
}

function Kept({ backend, all }: { backend: OptionsBackend; all: Activity[] }): JSX.Element {
  const [query, setQuery] = useState('');
  const clearing = useClearing(backend);
  // The page stays while another is shown, and is drawn with each change of what pages know.
  const found = useMemo(() => all.filter((act) => isFound(wordsOf(act), query)), [all, query]);
  return (
    <>
      <div class="beside">
        <div class="field wide">
          <label for="activity-search">{t('activity.search')}</label>
          <input
            id="activity-search"
            type="search"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
        </div>
        <CsvLink acts={found} />
        <button
          type="button"
          aria-disabled={all.length === 0}
          onClick={() => all.length > 0 && void clearing.clear()}
        >
          {t('activity.clear')}
        </button>
      </div>
      <Toast toast={clearing.toast} onUndo={() => void clearing.undo()} onDismiss={clearing.dismiss} />
      <Table key={query} acts={found} total={all.length} />
    </>
  );
}

type Clearing = {
  toast: ToastContent | null;
  clear(): Promise<void>;
  undo(): Promise<void>;
  dismiss(): void;
};

function useClearing(backend: OptionsBackend): Clearing {
  const [toast, setToast] = useState<ToastContent | null>(null);
  const [before, setBefore] = useState<Activity[]>([]);
  return {
    toast,
    clear: async () => {
      const answer = await backend.setUp('clear-activity', {});
      if (answer.ok) setBefore(answer.value.before);
      setToast(toastOf(answer, { text: message('activity.cleared'), undo: true }));
    },
    undo: async () => {
      const answer = await backend.setUp('restore-activity', { before });
      setToast(toastOf(answer, { text: message('activity.restored') }));
    },
    dismiss: () => {
      setToast(null);
      document.getElementById(headingId('activity'))?.focus();
    },
  };
}

/** All that a row says, as it is looked through. */
function wordsOf(act: Activity): string[] {
  const { by, result, proof } = lineOf(act, textLocale());
  const words = [by, result, ...(proof ? [proof] : [])].map(render);
  return [formatTime(act.at, settingNow()), ...realmsOf(act), ...words];
}

const COLUMNS = ['time', 'by', 'realms', 'apps', 'result', 'proof', 'took'] as const;

function CsvLink({ acts }: { acts: Activity[] }): JSX.Element {
  const href = useMemo(() => csvAddress(acts), [acts]);
  return (
    <a class="button" download="full-signout-activity.csv" href={href}>
      {t('activity.export')}
    </a>
  );
}

/** The mark at its beginning tells a spreadsheet that the letters are those of Unicode. */
function csvAddress(acts: Activity[]): string {
  const titles = COLUMNS.map((column) => t(`activity.${column}`));
  const text = activityCsv(acts, titles, textLocale(), render);
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${text}`)}`;
}

function Table({ acts, total }: { acts: Activity[]; total: number }): JSX.Element {
  const [count, setCount] = useState(AT_A_TIME);
  const shown = acts.slice(0, count);
  return (
    <>
      {shown.length > 0 && (
        <div class="card">
          <table class="log">
            <caption class="unseen">{t('activity.caption')}</caption>
            <thead>
              <tr>
                {(['time', 'by', 'realms'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`activity.${column}`)}
                  </th>
                ))}
                <th scope="col" class="number">
                  {t('activity.apps')}
                </th>
                <th scope="col">{t('activity.result')}</th>
                <th scope="col" class="number">
                  {t('activity.took')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((act) => (
                <Row key={act.id} act={act} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="soft" role="status">
        {total === 0 ? t('activity.none') : t('activity.shown', { shown: shown.length, count: total })}
      </p>
      {shown.length < acts.length && (
        <button type="button" onClick={() => setCount(count + AT_A_TIME)}>
          {t('activity.more')}
        </button>
      )}
    </>
  );
}

function Row({ act }: { act: Activity }): JSX.Element {
  const setting = settingNow();
  const { by, mark, result, proof, apps } = lineOf(act, setting.locale);
  return (
    <tr data-act={act.kind}>
      <th scope="row">{formatTime(act.at, setting)}</th>
      <td>{render(by)}</td>
      <td>
        {realmsOf(act).map((realm, at) => (
          <div key={at}>
            <bdi>{realm}</bdi>
          </div>
        ))}
      </td>
      <td class="number" data-label={t('activity.apps')}>
        {apps ?? '–'}
      </td>
      <td>
        <div class="ended">
          <Mark {...mark} />
          <span class={mark.tone}>{render(result)}</span>
          {proof && <span class="soft">{render(proof)}</span>}
        </div>
      </td>
      <td class="number last">
        {t('activity.seconds', { seconds: formatSeconds(act.tookMs, setting.locale) })}
      </td>
    </tr>
  );
}
