import { checkAll, signInAndReport } from '../flows/check.ts';
import { finishApp } from '../flows/clear-apps.ts';
import { askDiscovery } from '../flows/discover.ts';
import { ownAddresses } from '../flows/own-addresses.ts';
import type { Ports } from '../flows/ports.ts';
import { forgetSession, readStatus, STATUS } from '../flows/records.ts';
import { ownClient, registerClient } from '../flows/register-client.ts';
import { findJob } from '../flows/report.ts';
import { arrive, resume } from '../flows/resume.ts';
import { signOut } from '../flows/sign-out.ts';
import { testRealm } from '../flows/test-realm.ts';
import { isRealmPage, issuerFromAddress, labelFromIssuer } from '../keycloak/realm-address.ts';
import { SignOutError } from '../model/sign-out-error.ts';
import * as edit from '../settings/edit.ts';
import { importSettings, removedRealms } from '../settings/merge.ts';
import { checkAgainstPolicy } from '../settings/policy.ts';
import { REALM_DEFAULTS, type Realm, type Settings } from '../settings/schema.ts';
import type { Handlers } from './message-bus.ts';
import type { SettingsStore } from './settings-store.ts';

/**
 * Answers each message of a page with the flow that it asks for.
 * @param ready settles when what an earlier instance of the worker left has been taken up.
 */
export function createHandlers(ports: Ports, settings: SettingsStore, ready: Promise<unknown>): Handlers {
  const current = (): Promise<Settings> => ready.then(settings.read);
  const realms = async (): Promise<Realm[]> => (await current()).realms;
  const realmOf = async (id: string): Promise<Realm> => edit.findRealm(await current(), id).realm;
  return {
    check: async () => {
      await checkAll(await realms(), ports);
      return null;
    },
    awake: async () => {
      await resume(await realms(), ports);
      return null;
    },
    'sign-in': async ({ realmId }) => {
      await signInAndReport(await realmOf(realmId), ports);
      return null;
    },
    'sign-out': async ({ realmIds }) => {
      const { realms: all, signOut: how } = await current();
      const chosen = all.filter(({ id }) => realmIds === 'all' || realmIds.includes(id));
      return { runId: (await signOut(chosen, how, ports)).runId };
    },
    arrived: async ({ search }, { tabId }) => {
      if (tabId === undefined) return { runId: null };
      return { runId: await arrive(search, tabId, await realms(), ports) };
    },
    'show-tab': async ({ realmId }) => {
      const realm = await realmOf(realmId);
      const { runId } = await readStatus(ports.session, realmId);
      const tabId = runId && (await findJob(realm, runId, ports))?.row.tabId;
      if (typeof tabId === 'number') await ports.tabs.focus(tabId);
      return null;
    },
    'test-realm': async ({ realmId }) => {
      await testRealm(await realmOf(realmId), ports);
      return null;
    },
    'finish-app': async ({ realmId, origin }) => {
      const { signOut: how, realms: all } = await current();
      const listed = all.some(({ id, apps }) => id === realmId && apps.some((app) => app.origin === origin));
      if (listed) await finishApp(origin, how.appTabs, ports);
      return null;
    },
    ...settingsHandlers(ports, settings),
  };
}

type SettingsKind =
  | 'add-realm'
  | 'add-realm-of-tab'
  | 'edit-realm'
  | 'move-realm'
  | 'remove-realm'
  | 'restore-realm'
  | 'import-settings'
  | 'set-show'
  | 'set-app-tabs'
  | 'set-apps'
  | 'set-other-devices'
  | 'registration'
  | 'register-client';

function settingsHandlers(ports: Ports, store: SettingsStore): Pick<Handlers, SettingsKind> {
  const forget = async (realmIds: string[]): Promise<void> => {
    for (const realmId of realmIds) await forgetSession(ports.session, realmId);
    await ports.session.remove(realmIds.map((realmId) => STATUS + realmId));
  };
  const change = async (next: (settings: Settings) => Settings): Promise<null> => {
    const policy = await store.readPolicy();
    return store.change((before) => {
      const settings = next(before);
      checkAgainstPolicy(before, settings, policy);
      return { settings, value: null };
    });
  };
  const add = async (address: string): Promise<Realm> => {
    const issuer = issuerFromAddress(address);
    await askDiscovery(issuer, ports);
    const realm = {
      id: ports.secret(),
      issuer,
      label: labelFromIssuer(issuer),
      ...REALM_DEFAULTS,
    };
    await change((settings) => edit.addRealm(settings, realm));
    return realm;
  };
  return {
    'add-realm': ({ address }) => add(address),
    'add-realm-of-tab': async () => {
      const address = await ports.tabs.activeAddress();
      if (!address || !isRealmPage(address)) throw new SignOutError('no-realm-here');
      return add(address);
    },
    'edit-realm': ({ realmId, edit: wanted }) =>
      store.change((settings) => {
        const changed = edit.editRealm(settings, realmId, wanted);
        return { settings: changed, value: edit.findRealm(changed, realmId).realm };
      }),
    'move-realm': ({ realmId, to }) => change((settings) => edit.moveRealm(settings, realmId, to)),
    'remove-realm': async ({ realmId }) => {
      const removed = await store.change((settings) => ({
        settings: edit.removeRealm(settings, realmId),
        value: edit.findRealm(settings, realmId),
      }));
      await forget([realmId]);
      return removed;
    },
    'restore-realm': ({ realm, at }) => change((settings) => edit.restoreRealm(settings, realm, at)),
    'import-settings': async ({ settings, mode }) => {
      const { before, after } = await store.change((standing) => {
        const next = importSettings(standing, settings, mode);
        return { settings: next, value: { before: standing, after: next } };
      });
      await forget(removedRealms(before, after).map(({ id }) => id));
      return { before };
    },
    'set-show': ({ show }) => change((settings) => ({ ...settings, signOut: { ...settings.signOut, show } })),
    'set-app-tabs': ({ appTabs }) =>
      change((settings) => ({ ...settings, signOut: { ...settings.signOut, appTabs } })),
    'set-apps': ({ realmId, apps }) => change((settings) => edit.editRealm(settings, realmId, { apps })),
    'set-other-devices': ({ realmId, on }) =>
      change((settings) => edit.editRealm(settings, realmId, { otherDevices: on })),
    registration: async () => {
      const client = ownClient(REALM_DEFAULTS.clientId, ports.addresses);
      return { ...ownAddresses(ports.addresses), client };
    },
    'register-client': async ({ realmId, token }) => {
      const { realm } = edit.findRealm(await store.read(), realmId);
      const registered = await registerClient(realm, token, ports);
      const { clientId } = registered;
      if (clientId !== realm.clientId)
        await change((settings) => edit.editRealm(settings, realmId, { clientId }));
      return registered;
    },
  };
}
