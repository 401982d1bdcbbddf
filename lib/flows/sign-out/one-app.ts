import type { AppOfRealm } from '../../contract/status.ts';
import { failureOf, StepError } from '../../errors/step-error.ts';
import { originOf } from '../../protocol/origin.ts';
import { APP_DEFAULTS, type App, type Realm } from '../../settings/schema.ts';
import type { AppState } from '../../verdict/facts.ts';
import { deedsOf, factsOf } from '../../verdict/reading.ts';
import type { AppTab } from '../kernel/browser-ports.ts';
import { LIMITS } from '../kernel/limits.ts';
import type { Ports } from '../kernel/ports.ts';
import { ALONE, aloneKey, readOne, readStatus, type StoredAlone } from '../kernel/records.ts';
import { lookAtAll } from '../look/look.ts';
import { type AppAct, collect, doDeed } from './act.ts';
import { endAlone } from './app-sessions.ts';
import { askNow } from './ask-apps.ts';
import { clear } from './clear.ts';

/** What a person has asked for: to sign out of one app of a realm's status. `discards`: unsaved input in its tabs is to go. */
export type AppOrder = { realm: Realm; key: string } & Pick<StoredAlone, 'discards' | 'onlyFound'>;

/**
 * Signs out of one app alone: the realm ends its sessions where it can, and what it keeps in this browser is removed, its tabs closed.
 * The SSO session lives on, so a tab that was loaded again would be signed in at once. It is for this once: nothing is kept of it.
 * @param all every configured realm.
 * @returns as soon as it is stored, with what settles when it is over; null where the realm has no such app any more, or is being
 *   signed out of, or the very same is under way.
 */
export async function signOutOfApp(
  { realm, key, ...how }: AppOrder,
  all: Realm[],
  ports: Ports,
): Promise<{ done: Promise<void> } | null> {
  const { session, worker, clock } = ports;
  const before = await readOne<StoredAlone>(session, aloneKey(realm.id, key));
  const isUnderWay = before && !before.isOver && before.worker === worker;
  const { apps = [] } = await readStatus(session, realm.id);
  const app = apps.find((one) => one.key === key);
  if (!app || isUnderWay || ports.locks.runOf(realm.id)) return null;
  const known = { realmId: realm.id, app, startedAt: clock.now(), facts: [], toLoad: [] };
  const stored = { ...how, ...known, worker };
  const act = createAppAct(stored, realm, all, ports);
  await act.keep();
  return { done: workOn(act, stored, ports) };
}

function createAppAct(stored: StoredAlone, realm: Realm, all: Realm[], ports: Ports): AppAct {
  const keep = (): Promise<boolean> =>
    ports.session.set({ [aloneKey(realm.id, stored.app.key)]: stored }).then(
      () => true,
      () => false,
    );
  return {
    ...collect(ports, stored.facts),
    realm,
    issuers: all.map(({ issuer }) => issuer),
    keep,
    row: stored,
    run: { appTabs: 'close' },
    asked: { scope: 'these', otherDevices: false },
    say: async () => void (await keep()),
  };
}

/** Works on it until nothing more is to be done, whatever happens. */
async function workOn(act: AppAct, stored: StoredAlone, ports: Ports): Promise<void> {
  try {
    await leaveApp(act, stored, ports);
  } catch (error) {
    act.add({ f: 'failed', cause: failureOf(error) });
  }
  stored.isOver = true;
  await act.keep();
  // Nobody was found where its row said that somebody is signed in.
  if (factsOf(act.facts, 'browser').length > 0) await lookAtAll([act.realm], ports);
}

async function leaveApp(act: AppAct, { app, startedAt, toLoad }: StoredAlone, ports: Ports): Promise<void> {
  if (ports.clock.now() - startedAt > LIMITS.oneApp) {
    // The person may have signed in to the app again; of its tabs some may be blank.
    await Promise.all(toLoad.map((tab) => bringBack(tab, ports)));
    throw new StepError('interrupted');
  }
  if (app.isClient) await endAtServer(act, app, ports);
  await clear({ ...act, realm: { ...act.realm, apps: appsToClear(act.realm, app) } }, ports);
  await askNow(act, app.places, ports);
  // What it holds at the realm works without the browser.
  const isEnded = factsOf(act.facts, 'app').some(({ is }) => is === 'ended');
  if (app.isOffline && !isEnded) for (const one of app.places) act.add({ f: 'app', app: one, is: 'acts' });
}

/** One that the person has taken for something else meanwhile is theirs. */
async function bringBack(tab: AppTab, { siteData }: Pick<Ports, 'siteData'>): Promise<void> {
  if (!(await siteData.isTaken(tab, originOf(tab.address)))) await siteData.load(tab);
}

function appsToClear({ apps }: Realm, { places }: AppOfRealm): App[] {
  return places.flatMap(({ origin, name: label }) => {
    const listed = apps.find((one) => one.origin === origin);
    return origin ? [{ ...APP_DEFAULTS, origin, label, ...listed, atSignOut: 'clear' as const }] : [];
  });
}

/** Once is enough; what was under way when the worker was stopped is asked for again, as nothing can end twice. */
async function endAtServer(act: AppAct, { key, places }: AppOfRealm, ports: Ports): Promise<void> {
  if (deedsOf(act.facts).some(({ way, landing }) => way === 'application' && landing !== 'under-way')) return;
  let is = null as AppState | null;
  await doDeed(act, { way: 'application', key }, async () => {
    is = await endAlone(act, key, ports);
    return { landing: is === 'ended' ? 'done' : 'refused' };
  });
  if (is) for (const app of places) act.add({ f: 'app', app, is });
}

/** Takes up what an earlier instance of the worker has left under way. */
export function resumeApps(records: Record<string, unknown>, realms: Realm[], ports: Ports): void {
  for (const [key, record] of Object.entries(records)) {
    const left = record as StoredAlone;
    if (!key.startsWith(ALONE) || left.isOver || left.worker === ports.worker) continue;
    const again = { ...left, worker: ports.worker };
    const realm = realms.find(({ id }) => id === left.realmId);
    if (!realm) continue;
    const act = createAppAct(again, realm, realms, ports);
    void act.keep().then(() => workOn(act, again, ports));
  }
}
