import { StepError } from '../errors/step-error.ts';
import type { Ports, SettingsStore } from '../flows/kernel/ports.ts';
import { readStatus } from '../flows/kernel/records.ts';
import { checkAll, signInAndReport } from '../flows/look/look.ts';
import { addRealmOf, changeSettings } from '../flows/set-up/change-settings.ts';
import { finishApp } from '../flows/sign-out/clear-apps.ts';
import { findJob } from '../flows/sign-out/report.ts';
import { arrive, resume } from '../flows/sign-out/resume.ts';
import { signOut } from '../flows/sign-out/sign-out.ts';
import { issuerOfPage } from '../keycloak/realm-address.ts';
import { isAllowedIssuer } from '../protocol/issuer.ts';
import { editRealm, findRealm } from '../settings/edit.ts';
import type { Realm, Settings } from '../settings/schema.ts';
import type { Handlers } from './message-bus.ts';

/**
 * Answers each message of a page with the flow that it asks for.
 * @param ready settles when what an earlier instance of the worker left has been taken up.
 */
export function createHandlers(ports: Ports, settings: SettingsStore, ready: Promise<unknown>): Handlers {
  const current = (): Promise<Settings> => ready.then(settings.read);
  const realms = async (): Promise<Realm[]> => (await current()).realms;
  const realmOf = async (id: string): Promise<Realm> => findRealm(await current(), id).realm;
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
      const chosen = all.filter(({ id }) => !realmIds || realmIds.includes(id));
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
    'finish-app': async ({ realmId, origin }) => {
      const { signOut: how, realms: all } = await current();
      const listed = all.some(({ id, apps }) => id === realmId && apps.some((app) => app.origin === origin));
      if (listed) await finishApp(origin, how.appTabs, ports);
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
