import { ignore } from '../errors/ignore.ts';
import { StepError } from '../errors/step-error.ts';
import { forgetRemoved } from '../flows/kernel/forget-removed.ts';
import type { Ports, SettingsStore } from '../flows/kernel/ports.ts';
import { readOne, readStatus, rowKey, type StoredRow } from '../flows/kernel/records.ts';
import { findRealms, showRealmOf } from '../flows/look/find-realms.ts';
import { lookAtAll } from '../flows/look/look.ts';
import type { Rules } from '../flows/rules/rules.ts';
import { addRealmOf, changeSettings, keepLearnt } from '../flows/set-up/change-settings.ts';
import { findingOfSession } from '../flows/set-up/test-session.ts';
import { signInAndReport } from '../flows/sign-in/sign-in.ts';
import { arrive, giveForm } from '../flows/sign-out/arrive.ts';
import { finishApp } from '../flows/sign-out/clear.ts';
import { signOutOfApp } from '../flows/sign-out/one-app.ts';
import { resume } from '../flows/sign-out/resume.ts';
import { issuerOfPage } from '../keycloak/realm-address.ts';
import { isAllowedIssuer } from '../protocol/issuer.ts';
import { originOf } from '../protocol/origin.ts';
import { listApps, onlyAskApp } from '../settings/app-list.ts';
import { editRealm, findRealm } from '../settings/edit.ts';
import { labelFromIssuer } from '../settings/label.ts';
import { mayFind } from '../settings/policy-find.ts';
import { APP_DEFAULTS, type Settings } from '../settings/schema.ts';
import { checkClearing } from '../settings/under-policy.ts';
import { deedsOf } from '../verdict/reading.ts';
import type { Handlers } from './message-bus.ts';
import { type SignOutOf, signOutStarter } from './sign-out-starter.ts';

type Current = () => Promise<Settings>;

/**
 * Answers each message of a page with the flow that it asks for.
 * @param ready settles when what an earlier instance of the worker left has been taken up.
 * @param openPopup opens the popup, where it does not stand.
 * @param rules take what a person says to a countdown.
 */
export function createHandlers(
  ports: Ports,
  settings: SettingsStore,
  ready: Promise<unknown>,
  openPopup: () => Promise<unknown> = async () => undefined,
  rules?: Pick<Rules, 'notNow' | 'now' | 'thatIsMe'>,
): Handlers {
  // Pages that show work have it taken up again, so what has failed once is no reason to answer nobody for as long as this worker stands.
  const taken = ready.catch(ignore);
  const current: Current = () => taken.then(settings.read);
  return {
    ...sessionHandlers(current, settings, ports),
    ...appHandlers(current, settings, ports, openPopup),
    ...tabHandlers(taken, ports),
    ...realmHandlers(current, settings, ports),
    'answer-countdown': async ({ answer }) => {
      if (answer === 'now') await rules?.now();
      else await (answer === 'not-now' ? rules?.notNow() : rules?.thatIsMe());
      return null;
    },
  };
}

type SessionKind = 'check' | 'find' | 'awake' | 'sign-in' | 'sign-out' | 'sign-out-apps';

function sessionHandlers(
  current: Current,
  settings: SettingsStore,
  ports: Ports,
): Pick<Handlers, SessionKind> {
  const start = signOutStarter(current, settings, ports);
  const signOutOf = async (...asked: Parameters<SignOutOf>): Promise<{ runId: string | null }> => {
    const { runId } = await start(...asked);
    return { runId };
  };
  return {
    check: async () => {
      const before = await current();
      // What is found now is only shown: it is asked with cookies from the person's next act on.
      await Promise.all([
        lookAtAll(before.realms, ports),
        findRealms(before, await settings.readPolicy(), ports),
      ]);
      await forgetRemoved((await current()).realms, ports);
      return null;
    },
    find: async () => {
      await findRealms(await current(), await settings.readPolicy(), ports, true);
      return null;
    },
    awake: async () => {
      await resume((await current()).realms, ports);
      return null;
    },
    'sign-in': async ({ realmId }) => {
      const { realm } = findRealm(await current(), realmId);
      await signInAndReport(realm, ports);
      return null;
    },
    'sign-out': ({ realmIds }, from) => signOutOf(realmIds, [], from),
    'sign-out-apps': async ({ apps }, from) => {
      checkClearing(await settings.readPolicy());
      // Where a private window has been is for it alone to know: there they are cleared for this once.
      if (!settings.isPrivate)
        await settings.change((before) => ({ settings: listApps(before, apps), value: null }));
      return signOutOf([...new Set(apps.map(({ realmId }) => realmId))], apps, from);
    },
  };
}

type AppKind = 'sign-out-app' | 'finish-app';

function appHandlers(
  current: Current,
  settings: SettingsStore,
  ports: Ports,
  openPopup: () => Promise<unknown>,
): Pick<Handlers, AppKind> {
  return {
    'sign-out-app': async ({ realmId, ...wanted }) => {
      checkClearing(await settings.readPolicy());
      const all = await current();
      const { realm } = findRealm(all, realmId);
      const onlyFound = (await settings.readFound()).includes(realmId);
      const before = await ports.tabs.activeAddress();
      const begun = await signOutOfApp({ ...wanted, realm, onlyFound }, all.realms, ports);
      void begun?.done.then(async () => {
        // With the tab in front a browser closes the popup over it, which is to say what came of it.
        if ((await ports.tabs.activeAddress()) !== before) await openPopup();
      });
      return null;
    },
    'finish-app': async ({ realmId, origin }) => {
      const { signOut: how, realms: all } = await current();
      const listed = all.find(({ id }) => id === realmId)?.apps.find((one) => one.origin === origin);
      const issuers = all.map(({ issuer }) => issuer);
      // One that was cleared for that once stands in no list.
      const app = listed ?? { ...APP_DEFAULTS, origin, label: origin };
      await finishApp(app, how.appTabs, issuers, ports);
      return null;
    },
  };
}

type TabKind = 'arrived' | 'take-form' | 'show-tab';

function tabHandlers(ready: Promise<unknown>, ports: Ports): Pick<Handlers, TabKind> {
  return {
    arrived: async ({ search }, { tabId }) => {
      if (tabId === undefined) return { runId: null };
      return { runId: await arrive(search, tabId, ports) };
    },
    'take-form': async ({ key }, { tabId }) =>
      // Whatever waits for the tab is taken up again first, where the worker has just started.
      tabId === undefined ? null : ready.then(() => giveForm(key, tabId, ports)),
    'show-tab': async ({ realmId }) => {
      const tabId = await waitingTab(realmId, ports);
      if (tabId !== undefined) await ports.tabs.focus(tabId);
      return null;
    },
  };
}

function realmHandlers(
  current: Current,
  settings: SettingsStore,
  ports: Ports,
): Omit<Handlers, SessionKind | AppKind | TabKind | 'answer-countdown'> {
  const issuerOfTab = async (): Promise<string | null> =>
    issuerOfPage((await ports.tabs.activeAddress()) ?? '');
  return {
    'realm-of-tab': async () => {
      const issuer = await issuerOfTab();
      const mayBe = !settings.isPrivate || mayFind(await settings.readPolicy());
      return issuer && mayBe && isAllowedIssuer(issuer) ? { issuer, label: labelFromIssuer(issuer) } : null;
    },
    'add-realm-of-tab': async ({ issuer: offered }) => {
      const issuer = await issuerOfTab();
      // A page may have led its tab to another realm while the browser asked.
      if (!issuer || issuer !== offered) throw new StepError('no-realm-here');
      if (!isAllowedIssuer(issuer)) throw new StepError('address-insecure', [originOf(issuer)]);
      if (!settings.isPrivate) return addRealmOf(issuer, settings, ports);
      return showRealmOf(issuer, await current(), await settings.readPolicy(), ports);
    },
    'test-session': async ({ realmId }) => {
      const { realm } = findRealm(await current(), realmId);
      return findingOfSession(realm, ports.session);
    },
    'set-app': async ({ on, ...app }) => {
      if (on) checkClearing(await settings.readPolicy());
      return keepLearnt(settings, (before) => (on ? listApps(before, [app]) : onlyAskApp(before, app)));
    },
    'set-other-devices': ({ realmId, on }) =>
      changeSettings(settings, (before) => editRealm(before, realmId, { otherDevices: on })),
  };
}

/** The tab in which a realm's sign-out waits for the person. */
async function waitingTab(realmId: string, { session }: Ports): Promise<number | undefined> {
  const { runId } = await readStatus(session, realmId);
  const row = runId ? await readOne<StoredRow>(session, rowKey(runId, realmId)) : null;
  return deedsOf(row?.facts ?? []).findLast(({ way, tabId }) => way === 'tab' && tabId !== undefined)?.tabId;
}
