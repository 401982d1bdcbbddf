import type { Failure } from '../../errors/failure.ts';
import { ignore } from '../../errors/ignore.ts';
import type { App, AppTabs } from '../../settings/schema.ts';
import type { AppRef, AppState } from '../../verdict/facts.ts';
import { appsBackIn, deedsOf, factsOf, lastEndingOf } from '../../verdict/reading.ts';
import { bringsBack, noteBringsBack, noteLoadedAgain } from '../kernel/brought-back.ts';
import type { AppTab, Cleared, LeftTab } from '../kernel/browser-ports.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { type AppAct, doOnce } from './act.ts';

/**
 * Removes what the realm's listed apps keep in this browser and brings their open tabs up to date, once a sign-out. Call it only
 * after the SSO session has ended, and those of realms that share an app or a host: an app that finds one alive signs the person in
 * again.
 */
export async function clear(act: AppAct, ports: Ports): Promise<void> {
  const left = act.realm.apps.filter(
    ({ origin, atSignOut }) => atSignOut === 'clear' && !wasCleared(act, origin),
  );
  if (left.length === 0) return;
  await act.say('clearing');
  await noteWhatBroughtBack(act, ports);
  await Promise.all(left.map((app) => clearOne(act, app, ports)));
}

/**
 * Notes which apps have signed the person in by being loaded again in the round before. What their tabs have shown goes before what the new
 * session names: an app in it may only have found it.
 */
async function noteWhatBroughtBack({ facts }: AppAct, { session }: Ports): Promise<void> {
  const back = appsBackIn(facts);
  const known = await Promise.all(back.map((origin) => bringsBack(session, origin)));
  if (!known.some(Boolean)) await Promise.all(back.map((origin) => noteBringsBack(session, origin)));
}

/** Once is enough, unless another session was found to end since: the app may have come back through that one. */
function wasCleared({ facts }: AppAct, origin: string): boolean {
  const since = lastEndingOf(facts);
  return deedsOf(facts).some(
    ({ way, key, landing, at }) => way === 'clear' && key === origin && landing !== 'under-way' && at > since,
  );
}

async function clearOne(act: AppAct, app: App, ports: Ports): Promise<void> {
  const said: Said = (is, cause) => act.add({ f: 'app', app: refOf(app), is, ...(cause && { cause }) });
  if (!(await ports.siteData.mayClear(app.origin)))
    return said((await ports.siteData.isKeptAway(app.origin)) ? 'kept-away' : 'not-allowed');
  const done = await doOnce(act, { way: 'clear', key: app.origin }, async () => {
    const work = withLimit(ports.clock, LIMITS.clear, 'clear', empty(act, app, said, ports));
    return work.then(
      () => ({ landing: 'done' as const }),
      () => {
        said('not-cleared');
        return { landing: 'refused' as const };
      },
    );
  });
  if (!done) said('not-cleared');
}

type Said = (is: AppState, cause?: Failure) => void;

function refOf({ origin, label }: App): AppRef {
  return { key: origin, name: label, origin };
}

async function empty(act: AppAct, app: App, said: Said, ports: Ports): Promise<void> {
  const { row, run, realm, issuers } = act;
  const open = await tabsOf(act, app, ports);
  row.toLoad = [...row.toLoad, ...open];
  if (open.length > 0) await act.keep();
  const how = { ended: realm.issuer, issuers, unsaved: row.discards ?? false };
  const appTabs = await tabsWith(app, run.appTabs, ports);
  const work = clearBehind(open, app, { ...how, appTabs }, ports);
  const { renewed, kept, isSettled, left, keepsStorage } = await work.finally(() => {
    row.toLoad = row.toLoad.filter((tab) => !open.includes(tab));
  });
  said('cleared');
  if (hasOfflineAccess(act, app)) said('acts');
  if (left.length > 0) said('left-over', { code: 'app-cookies-left', details: left });
  else if (keepsStorage) said('left-over');
  if (renewed) said(appTabs === run.appTabs ? TABS[appTabs] : 'not-reloaded');
  if (kept) said('kept-open');
  if (!isSettled) said('unsettled', { code: 'app-unsettled', details: [] });
}

const TABS = { close: 'closed', reload: 'reloaded' } as const satisfies Record<AppTabs, AppState>;

/** What becomes of an app's tabs: one that would sign the person in is closed, whatever was chosen. */
async function tabsWith({ origin }: App, chosen: AppTabs, { session }: Ports): Promise<AppTabs> {
  return (await bringsBack(session, origin)) ? 'close' : chosen;
}

/** Whether the app has offline access, which ends with other devices only: as the realm told now, or else at the last sign-out. */
export function hasOfflineAccess({ facts, asked }: AppAct, { origin }: { origin: string }): boolean {
  const told = factsOf(facts, 'details');
  const says = told.some(({ apps, offline }) =>
    // Several at one origin stand by all their names, and a name may look like several.
    apps.some(
      ({ key, name }) => key === origin && offline.some((one) => `, ${name}, `.includes(`, ${one}, `)),
    ),
  );
  const said = factsOf(facts, 'app').some(({ app, is }) => app.key === origin && is === 'acts');
  return !asked.otherDevices && (told.length > 0 ? says : said);
}

/** The app's open tabs, and those that an earlier worker has left blank. */
async function tabsOf({ row }: AppAct, { origin }: App, { siteData }: Ports): Promise<AppTab[]> {
  const open = await siteData.tabs(origin);
  const ids = open.map(({ tabId }) => tabId);
  return [
    ...open,
    ...row.toLoad.filter(({ tabId, address }) => !ids.includes(tabId) && address.startsWith(`${origin}/`)),
  ];
}

/** How an app is cleared: `ended` is the realm whose sessions have, by its issuer; `unsaved`: input that is not saved is given up. */
type How = { ended?: string; issuers: string[]; appTabs: AppTabs; unsaved: boolean };

/**
 * Removes an app's data while none of its pages stands: a request that is under way, a page that writes as it goes, or one that tells
 * the others who is in would bring it back. Then its tabs are loaded again or closed, also where it could not be removed.
 */
async function clearBehind(
  open: AppTab[],
  { origin, parentCookies }: App,
  { ended, issuers, appTabs, unsaved }: How,
  ports: Ports,
): Promise<Pick<Cleared, 'left' | 'keepsStorage'> & { renewed: boolean; kept: boolean; isSettled: boolean }> {
  const { siteData } = ports;
  const tabs = await Promise.all(open.map((tab) => siteData.leave(tab, origin)));
  const has = (what: LeftTab['is']) => tabs.some(({ is }) => is === what);
  const idle = tabs.filter(({ is }) => is !== 'elsewhere' && (unsaved || is !== 'unsaved'));
  let settled: (boolean | null)[] = [];
  const { left, comesBack, keepsStorage } = await siteData
    .clear({ origin, issuers, parentCookies }, has('emptied'))
    .finally(async () => {
      settled = await Promise.all(idle.map((tab) => renew(tab, { origin, ended, appTabs }, ports)));
    });
  const isSettled = !settled.includes(false) && !has('stays') && !comesBack;
  const renewed = settled.some((one) => one !== null);
  return { renewed, kept: has('unsaved'), isSettled, left, keepsStorage };
}

type Renewal = { origin: string; ended: string | undefined; appTabs: AppTabs };

/** @returns whether a tab that was loaded again has come to rest; null for one that the person has taken meanwhile, which is left alone. */
async function renew(
  tab: LeftTab,
  { origin, ended, appTabs }: Renewal,
  ports: Ports,
): Promise<boolean | null> {
  if (await ports.siteData.isTaken(tab, origin)) return null;
  if (appTabs === 'close') return closed(tab, ports);
  if (ended) await noteLoadedAgain({ tabId: tab.tabId, origin, issuer: ended }, ports);
  return reloaded(tab, ports);
}

async function closed({ tabId }: LeftTab, { siteData }: Ports): Promise<boolean> {
  // One that the person has closed meanwhile needs no more.
  await siteData.close(tabId).catch(ignore);
  return true;
}

/** A page that goes on loading may yet sign the person in again: it is watched until it has rested, for as long as its limit. */
async function reloaded(tab: LeftTab, { siteData, tabEvents, clock }: Ports): Promise<boolean> {
  const { tabId, is } = tab;
  // Loaded again while it is still on its way, the tab would stay blank.
  if (is !== 'unsaved' && !(await siteData.load(tab))) return false;
  const until = clock.now() + LIMITS.settle;
  // Waited for from before: a small page has loaded before anybody could ask.
  const loaded = tabEvents.next(tabId, ['loaded', 'closed'], LIMITS.settle);
  await siteData.reload(tabId);
  let event = await loaded;
  while (event === 'loaded' && until - clock.now() >= LIMITS.rest) {
    event = await tabEvents.next(tabId, ['loaded', 'closed'], LIMITS.rest);
    if (event === null) return true;
  }
  return event === 'closed';
}

/**
 * Reloads or closes every open tab of an app, unsaved input or not, as the person has asked.
 * @throws {StepError} `timed-out`.
 */
export async function finishApp(app: App, chosen: AppTabs, issuers: string[], ports: Ports): Promise<void> {
  if (!(await ports.siteData.mayClear(app.origin))) return;
  const open = await ports.siteData.tabs(app.origin);
  const appTabs = await tabsWith(app, chosen, ports);
  const work = clearBehind(open, app, { issuers, appTabs, unsaved: true }, ports);
  await withLimit(ports.clock, LIMITS.clear, 'clear', work);
}
