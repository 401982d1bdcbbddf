import type { Result, Send } from '../contract/messages.ts';
import type { SetUp } from '../contract/set-up.ts';
import type { SettingsStore } from '../flows/kernel/ports.ts';
import { TEST } from '../flows/kernel/records.ts';
import { forgetRefusals } from '../flows/kernel/refusals.ts';
import { addRealmOf, changeSettings, keepLearnt } from '../flows/set-up/change-settings.ts';
import { type DiagnosisPorts, diagnoseRealm, dropUnfinished } from '../flows/set-up/diagnose.ts';
import { ownAddresses } from '../flows/set-up/own-addresses.ts';
import { ownClient, registerClient } from '../flows/set-up/register-client.ts';
import type { Diagnosis } from '../keycloak/diagnosis.ts';
import { issuerFromAddress } from '../keycloak/realm-address.ts';
import * as edit from '../settings/edit.ts';
import { importSettings } from '../settings/merge.ts';
import { REALM_DEFAULTS, type Settings } from '../settings/schema.ts';
import { dropUnwanted, replaceActivity } from './activity-log.ts';
import { answer } from './send.ts';
import { discardRefused } from './settings-store.ts';

type SetUpHandlers = { [K in keyof SetUp]: (payload: SetUp[K]['in']) => Promise<SetUp[K]['out']> };

/** A test holds this lock of its realm; the browser frees it with the page. */
const TEST_LOCK = 'test:';

/**
 * What the options page does by itself: settings, tests and registration. A test whose page was closed is as if it had not
 * begun: it is quickly done again.
 */
export async function createSetUp(ports: DiagnosisPorts, store: SettingsStore): Promise<Send<SetUp>> {
  const handlers: SetUpHandlers = { ...settingsHandlers(store), ...realmHandlers(ports, store) };
  await dropTests(ports, store);
  return <K extends keyof SetUp>(kind: K, payload: SetUp[K]['in']): Promise<Result<SetUp[K]['out']>> =>
    answer(() =>
      kind === 'test-realm' ? handlers[kind](payload) : whilePageStays(() => handlers[kind](payload)),
    );
}

type RealmKind = 'add-realm' | 'test-realm' | 'registration' | 'register-client';

function realmHandlers(ports: DiagnosisPorts, store: SettingsStore): Pick<SetUpHandlers, RealmKind> {
  return {
    'add-realm': async ({ address }) => addRealmOf(issuerFromAddress(address), store, ports),
    'test-realm': async ({ realmId }) => {
      const { realm } = edit.findRealm(await store.read(), realmId);
      await whileFree(realmId, () => diagnoseRealm(realm, ports));
      return null;
    },
    registration: async () => ({
      ...ownAddresses(ports.addresses),
      client: ownClient(REALM_DEFAULTS.clientId, ports.addresses),
    }),
    'register-client': async ({ realmId, token }) => {
      const { realm } = edit.findRealm(await store.read(), realmId);
      const registered = await registerClient(realm, token, ports);
      const { clientId } = registered;
      await forgetRefusals(ports.session, realmId);
      if (clientId !== realm.clientId)
        await changeSettings(store, (settings) => edit.editRealm(settings, realmId, { clientId }));
      return registered;
    },
  };
}

function settingsHandlers(store: SettingsStore): Omit<SetUpHandlers, RealmKind> {
  const change = (next: (settings: Settings) => Settings) => changeSettings(store, next);
  const choose = (choice: Partial<Settings['signOut']>) =>
    change((settings) => ({ ...settings, signOut: { ...settings.signOut, ...choice } }));
  return {
    'edit-realm': ({ realmId, edit: wanted }) =>
      store.change((settings) => {
        const changed = edit.editRealm(settings, realmId, wanted);
        return { settings: changed, value: edit.findRealm(changed, realmId).realm };
      }),
    'keep-realm': async ({ realmId }) => {
      const { realm } = edit.findRealm(await store.read(), realmId);
      const { client } = REALM_DEFAULTS;
      await keepLearnt(store, (settings) => edit.addRealm(settings, { ...realm, client }));
      return realm;
    },
    'ignore-realm': ({ issuer, on }) =>
      (on ? keepLearnt : changeSettings)(store, (settings) => edit.ignoreIssuer(settings, issuer, on)),
    'move-realm': ({ realmId, to }) => change((settings) => edit.moveRealm(settings, realmId, to)),
    // What is known of a removed one the worker forgets, which sees the change.
    'remove-realm': ({ realmId }) =>
      store.change((settings) => ({
        settings: edit.removeRealm(settings, realmId),
        value: edit.findRealm(settings, realmId),
      })),
    'restore-realm': ({ realm, at }) => change((settings) => edit.restoreRealm(settings, realm, at)),
    'import-settings': ({ settings, mode }) =>
      store.change((before) => ({ settings: importSettings(before, settings, mode), value: { before } })),
    'discard-refused': async () => {
      await discardRefused();
      return null;
    },
    'set-show': choose,
    'set-app-tabs': choose,
    'set-activity': async (choice) => {
      await change((settings) => ({ ...settings, activity: { ...settings.activity, ...choice } }));
      await dropUnwanted(store);
      return null;
    },
    'set-rules': (wanted) => change((settings) => edit.editRules(settings, wanted)),
    'clear-activity': async () => ({ before: await replaceActivity([]) }),
    'restore-activity': async ({ before }) => {
      await replaceActivity(before);
      return null;
    },
    'set-apps': ({ realmId, apps }) => change((settings) => edit.editRealm(settings, realmId, { apps })),
  };
}

async function dropTests(ports: DiagnosisPorts, store: SettingsStore): Promise<void> {
  const { realms } = await store.read();
  const records = Object.entries(await ports.session.get(realms.map(({ id }) => TEST + id)));
  const running = records.filter(([, value]) => (value as Diagnosis).running);
  for (const [key] of running) {
    const realmId = key.slice(TEST.length);
    await whileFree(realmId, () => dropUnfinished(realmId, ports));
  }
}

/** Nothing half stored is lost: a page that is closed meanwhile asks first. */
async function whilePageStays<T>(work: () => Promise<T>): Promise<T> {
  const ask = (event: Event): void => event.preventDefault();
  addEventListener('beforeunload', ask);
  try {
    return await work();
  } finally {
    removeEventListener('beforeunload', ask);
  }
}

/** Does nothing while another page tests the realm. */
async function whileFree(realmId: string, work: () => Promise<void>): Promise<void> {
  await navigator.locks.request(TEST_LOCK + realmId, { ifAvailable: true }, (lock) =>
    lock ? work() : undefined,
  );
}
