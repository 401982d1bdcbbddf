import type { Backend, View } from '../contract/messages.ts';
import type { AppAlone, RealmStatus } from '../contract/status.ts';
import { ALONE, ROW, RUN, STATUS, type StoredAlone, type StoredRow, TEST } from '../flows/kernel/records.ts';
import { type Judge, runsFrom } from '../flows/kernel/runs.ts';
import type { Diagnosis } from '../keycloak/diagnosis.ts';
import { judgeAlone } from '../verdict/alone.ts';
import { requestApps, requestEverywhere, requestHosts } from './access.ts';
import { browser } from './api.ts';
import type { Change } from './changes.ts';
import { LOOKED } from './later.ts';
import { watchRecords } from './records.ts';
import { send } from './send.ts';
import { IN_FORCE, type StoredSettings } from './settings-in-force.ts';

/** How often a page that shows work asks whether the worker is awake, milliseconds. */
const ASK_AWAKE_MS = 2_000;

/** Progress that ends before this is not shown: it would only flicker, and drawing it takes from what is waited for. */
const WORTH_SHOWING_MS = 300;

/** How long what came of signing out of one app alone is shown, milliseconds: the person may have signed in to it again since. */
const NEWS_MS = 120_000;

/** A result is shown at once, but not sooner than so many milliseconds for each realm after the last: each drawing takes from the work. */
const APART_MS = 4;

/**
 * The browser as a page sees it: what is known, read straight from storage so that no worker has to wake for it.
 * @param judge as much of the judge as the page shows.
 */
export function createBackend<V>(judge: Judge<V>): Backend<V> {
  return {
    outsideContainersOnly: import.meta.env.FIREFOX,
    looked: location.search === LOOKED,
    isPrivate: browser.extension.inIncognitoContext === true,
    watch: (onView) => watch(judge, onView),
    requestHosts,
    requestEverywhere,
    requestApps,
    send,
  };
}

function watch<V>(judge: Judge<V>, onView: (view: View<V>) => void): () => void {
  let stopped = false;
  let apart = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  const keepWatch = workerWatch();
  const show = async (): Promise<void> => {
    const view = viewOf(await records.read(), judge);
    if (stopped) return;
    // The browser has just started: the worker, which keeps the record, does with its first message, unless it is stopped over it.
    if (!view) {
      keepWatch.working(true);
      return void send('awake', {});
    }
    keepWatch.working(
      Object.values(view.statuses).some(({ state, checking }) => state === 'working' || checking) ||
        view.alone.some(({ verdict }) => !verdict),
    );
    shownAt = performance.now();
    apart = view.settings.realms.length * APART_MS;
    onView(view);
  };
  const soon = earliest(() => void show());
  const records = watchRecords((changes) => {
    const shown = Object.entries(changes);
    if (shown.length === 0) return;
    soon.in(shown.every(isProgress) ? WORTH_SHOWING_MS : shownAt + apart - performance.now());
  });
  void show();
  return () => {
    stopped = true;
    soon.never();
    keepWatch.working(false);
    records.stop();
  };
}

/** Null until the worker has kept the settings for pages. */
function viewOf<V>(records: Record<string, unknown>, judge: Judge<V>): View<V> | null {
  const stored = records[IN_FORCE] as StoredSettings | undefined;
  if (!stored) return null;
  const byRealm = <T>(prefix: string): Record<string, T> =>
    Object.fromEntries(
      Object.entries(records).flatMap(([key, value]) =>
        key.startsWith(prefix) ? [[key.slice(prefix.length), value as T] as const] : [],
      ),
    );
  return {
    ...stored,
    statuses: byRealm<RealmStatus>(STATUS),
    tests: byRealm<Diagnosis>(TEST),
    runs: runsFrom(records, judge),
    alone: Object.values(byRealm<StoredAlone>(ALONE)).flatMap(shownAlone),
  };
}

function shownAlone({ realmId, app, startedAt, facts, isOver }: StoredAlone): AppAlone[] {
  if (Date.now() - startedAt > NEWS_MS) return [];
  return [{ realmId, app, startedAt, ...(isOver && { verdict: judgeAlone(facts) }) }];
}

/** Whether a change only says that something has begun or goes on, and not what has come of it so far. */
function isProgress([key, { oldValue, newValue }]: [string, Change]): boolean {
  const { running, tookMs } = Object(newValue) as Partial<StoredRow & Diagnosis>;
  if (key.startsWith(STATUS)) return isStatusProgress(Object(oldValue), Object(newValue));
  if (key.startsWith(ALONE)) return !Object(newValue).isOver;
  return key.startsWith(RUN) || (key.startsWith(ROW) && tookMs === undefined) || running === true;
}

/** A realm that is still being asked may have said already that somebody is there, or who. */
function isStatusProgress(before: Partial<RealmStatus>, now: Partial<RealmStatus>): boolean {
  if (now.state === 'working') return true;
  return now.checking === true && now.state === before.state && now.userName === before.userName;
}

/** Does something once, at the earliest of the times that were asked for since it was last done. */
function earliest(act: () => void): { in(ms: number): void; never(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let due = Number.POSITIVE_INFINITY;
  const never = (): void => {
    clearTimeout(timer);
    due = Number.POSITIVE_INFINITY;
  };
  return {
    never,
    in: (ms) => {
      const at = performance.now() + ms;
      if (at >= due) return;
      never();
      due = at;
      timer = setTimeout(() => {
        never();
        act();
      }, ms);
    },
  };
}

/**
 * While something works, the page asks the worker now and then whether it is awake: one that the browser has stopped wakes,
 * and goes on with the work or begins it again. Without work nobody is asked, so a page left open wakes nobody.
 */
function workerWatch(): { working(now: boolean): void } {
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    working: (now) => {
      if (now === (timer !== undefined)) return;
      clearInterval(timer);
      timer = now ? setInterval(() => void send('awake', {}), ASK_AWAKE_MS) : undefined;
    },
  };
}
