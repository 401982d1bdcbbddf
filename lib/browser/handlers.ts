import { StepError } from '../errors/step-error.ts';
import type { Ports, SettingsStore } from '../flows/kernel/ports.ts';
import { readOne, readStatus, rowKey, type StoredRow } from '../flows/kernel/records.ts';
import { lookAtAll } from '../flows/look/look.ts';
import { addRealmOf, changeSettings } from '../flows/set-up/change-settings.ts';
import { signInAndReport } from '../flows/sign-in/sign-in.ts';
import { arrive, giveForm } from '../flows/sign-out/arrive.ts';
import { finishApp } from '../flows/sign-out/clear.ts';
import { resume } from '../flows/sign-out/resume.ts';
import { signOut } from '../flows/sign-out/start.ts';
import { issuerOfPage } from '../keycloak/realm-address.ts';
import { isAllowedIssuer } from '../protocol/issuer.ts';
import { editRealm, findRealm } from '../settings/edit.ts';
import type { Settings } from '../settings/schema.ts';
import { deedsOf } from '../verdict/reading.ts';
import type { Handlers } from './message-bus.ts';

type Current = () => Promise<Settings>;

/**
 * Answers each message of a page with the flow that it asks for.
 * @param ready settles when what an earlier instance of the worker left has been taken up.
 */
export function createHandlers(ports: Ports, settings: SettingsStore, ready: Promise<unknown>): Handlers {
  const current: Current = () => ready.then(settings.read);
  return {
    ...sessionHandlers(current, ports),
    ...tabHandlers(ready, ports),
    ...realmHandlers(current, settings, ports),
  };
}

type SessionKind = 'check' | 'awake' | 'sign-in' | 'sign-out';

function sessionHandlers(current: Current, ports: Ports): Pick<Handlers, SessionKind> {
  return {
    check: async () => {
      await lookAtAll((await current()).realms, ports);
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
    'sign-out': async ({ realmIds }) => {
      const { realms: all, signOut: how } = await current();
      const chosen = all.filter(({ id }) => !realmIds || realmIds.includes(id));
      const scope = realmIds ? 'these' : 'everything';
      return { runId: (await signOut({ realms: chosen, scope, how }, all, ports)).runId };
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
): Omit<Handlers, SessionKind | TabKind> {
  return {
    'finish-app': async ({ realmId, origin }) => {
      const { signOut: how, realms: all } = await current();
      const app = all.find(({ id }) => id === realmId)?.apps.find((one) => one.origin === origin);
      const issuers = all.map(({ issuer }) => issuer);
      if (app) await finishApp(app, how.appTabs, issuers, ports);
      return null;
    },
    'add-realm-of-tab': async () => {
      const address = await ports.tabs.activeAddress();
      const issuer = issuerOfPage(address ?? '');
      if (!issuer) throw new StepError('no-realm-here');
      if (!isAllowedIssuer(issuer)) throw new StepError('address-insecure', [new URL(issuer).origin]);
      return addRealmOf(issuer, settings, ports);
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
