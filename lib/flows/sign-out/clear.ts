import type { Failure } from '../../errors/failure.ts';
import type { App, AppTabs } from '../../settings/schema.ts';
import type { AppRef, AppState } from '../../verdict/facts.ts';
import { deedsOf, lastEndingOf } from '../../verdict/reading.ts';
import type { AppTab } from '../kernel/browser-ports.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { doDeed, type RealmSignOut } from './act.ts';

/**
 * Removes what the realm's listed apps keep in this browser and brings their open tabs up to date, once a sign-out. Call it only
 * after the SSO session has ended, and those of realms that share an app or a host: an app that finds one alive signs the person in
 * again.
 */
export async function clear(act: RealmSignOut, ports: Ports): Promise<void> {
  const { apps } = act.realm;
  const left = apps.filter(({ origin }) => !wasCleared(act, origin));
  if (left.length === 0) return;
  await act.say('clearing');
  await Promise.all(left.map((app) => clearOne(act, app, ports)));
}

/** Once is enough, unless another session was found to end since: the app may have come back through that one. */
function wasCleared({ facts }: RealmSignOut, origin: string): boolean {
  const since = lastEndingOf(facts);
  return deedsOf(facts).some(
    ({ way, key, landing, at }) => way === 'clear' && key === origin && landing !== 'under-way' && at > since,
  );
}

async function clearOne(act: RealmSignOut, app: App, ports: Ports): Promise<void> {
  const said: Said = (is, cause) => act.add({ f: 'app', app: refOf(app), is, ...(cause && { cause }) });
  if (!(await ports.siteData.mayClear(app.origin))) return said('not-allowed');
  await doDeed(act, { way: 'clear', key: app.origin }, async () => {
    const work = withLimit(ports.clock, LIMITS.clear, 'clear', empty(act, app, said, ports));
    return work.then(
      () => ({ landing: 'done' as const }),
      () => {
        said('not-cleared');
        return { landing: 'refused' as const };
      },
    );
  });
}

type Said = (is: AppState, cause?: Failure) => void;

function refOf({ origin, label }: App): AppRef {
  return { key: origin, name: label, origin };
}

async function empty(act: RealmSignOut, app: App, said: Said, ports: Ports): Promise<void> {
  const open = await emptyData(act, app, said, ports);
  const idle = open.filter(({ unsaved }) => !unsaved);
  const settled = await renew(idle, act.run.appTabs, ports);
  if (idle.length > 0) said(act.run.appTabs === 'close' ? 'closed' : 'reloaded');
  if (idle.length < open.length) said('kept-open');
  if (!settled) said('unsettled', { code: 'app-unsettled', details: [] });
}

async function emptyData(act: RealmSignOut, app: App, said: Said, { siteData }: Ports): Promise<AppTab[]> {
  const { origin, parentCookies } = app;
  const open = await siteData.emptyTabs(origin);
  const emptied = open.some((tab) => tab.emptied);
  const left = await siteData.clear({ origin, issuers: act.issuers, parentCookies }, emptied);
  said('cleared');
  if (left.length > 0) said('left-over', { code: 'app-cookies-left', details: left });
  return open;
}

/**
 * Loads tabs again or closes them.
 * @returns whether every one that was loaded again has come to rest.
 */
async function renew(open: AppTab[], tabs: AppTabs, ports: Ports): Promise<boolean> {
  const renewed = await Promise.all(
    open.map(({ tabId }) => (tabs === 'close' ? closed(tabId, ports) : reloaded(tabId, ports))),
  );
  return renewed.every(Boolean);
}

async function closed(tabId: number, { tabs }: Ports): Promise<boolean> {
  await tabs.close(tabId);
  return true;
}

/** A page that goes on loading may yet sign the person in again: it is watched until it has rested, for as long as its limit. */
async function reloaded(tabId: number, { siteData, tabEvents, clock }: Ports): Promise<boolean> {
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
 */
export async function finishApp(app: App, tabs: AppTabs, issuers: string[], ports: Ports): Promise<void> {
  const { origin, parentCookies } = app;
  if (!(await ports.siteData.mayClear(origin))) return;
  const open = await ports.siteData.emptyTabs(origin);
  await ports.siteData.clear(
    { origin, issuers, parentCookies },
    open.some(({ emptied }) => emptied),
  );
  await renew(open, tabs, ports);
}
