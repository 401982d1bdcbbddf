import { ownAddresses } from '../flows/own-addresses.ts';
import { forgetSession, STATUS, TEST } from '../flows/records.ts';
import { ownClient, registerClient } from '../flows/register-client.ts';
import { dropTest, type TestPorts, testRealm } from '../flows/test-realm.ts';
import { issuerFromAddress } from '../keycloak/realm-address.ts';
import type { Answer, Send, SetUp } from '../model/messages.ts';
import type { RealmTest } from '../model/realm-test.ts';
import * as edit from '../settings/edit.ts';
import { importSettings, removedRealms } from '../settings/merge.ts';
import { REALM_DEFAULTS, type Settings } from '../settings/schema.ts';
import { addRealmOf, changeSettings } from './change-settings.ts';
import { answer } from './send.ts';
import type { SettingsStore } from './settings-store.ts';

type Handlers = { [K in keyof SetUp]: (payload: SetUp[K]['in']) => Promise<SetUp[K]['out']> };

/** A test holds this lock of its realm; the browser frees it with the page. */
const TEST_LOCK = 'test:';

/**
 * What the options page does by itself: settings, tests and registration. A test whose page was closed is as if it had not
 * begun: it is quickly done again.
 */
export async function createSetUp(ports: TestPorts, store: SettingsStore): Promise<Send<SetUp>> {
  const handlers: Handlers = { ...settingsHandlers(ports, store), ...realmHandlers(ports, store) };
  await dropTests(ports);
  return <K extends keyof SetUp>(kind: K, payload: SetUp[K]['in']): Promise<Answer<SetUp[K]['out']>> =>
    answer(() =>
      kind === 'test-realm' ? handlers[kind](payload) : whilePageStays(() => handlers[kind](payload)),
    );
}

type RealmKind = 'add-realm' | 'test-realm' | 'registration' | 'register-client';

function realmHandlers(ports: TestPorts, store: SettingsStore): Pick<Handlers, RealmKind> {
  return {
    'add-realm': async ({ address }) => addRealmOf(issuerFromAddress(address), store, ports),
    'test-realm': async ({ realmId }) => {
      const { realm } = edit.findRealm(await store.read(), realmId);
      await whileFree(realmId, () => testRealm(realm, ports));
      return null;
    },
    registration: async ({ issuer }) => {
      const client = ownClient(REALM_DEFAULTS.clientId, ports.addresses, issuer);
      return { ...ownAddresses(ports.addresses, issuer), client };
    },
    'register-client': async ({ realmId, token }) => {
      const { realm } = edit.findRealm(await store.read(), realmId);
      const registered = await registerClient(realm, token, ports);
      const { clientId } = registered;
      if (clientId !== realm.clientId)
        await changeSettings(store, (settings) => edit.editRealm(settings, realmId, { clientId }));
      return registered;
    },
  };
}

function settingsHandlers(ports: TestPorts, store: SettingsStore): Omit<Handlers, RealmKind> {
  const change = (next: (settings: Settings) => Settings) => changeSettings(store, next);
  const choose = (choice: Partial<Settings['signOut']>) =>
    change((settings) => ({ ...settings, signOut: { ...settings.signOut, ...choice } }));
  return {
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
      await forget([realmId], ports);
      return removed;
    },
    'restore-realm': ({ realm, at }) => change((settings) => edit.restoreRealm(settings, realm, at)),
    'import-settings': async ({ settings, mode }) => {
      const { before, after } = await store.change((standing) => {
        const next = importSettings(standing, settings, mode);
        return { settings: next, value: { before: standing, after: next } };
      });
      await forget(
        removedRealms(before, after).map(({ id }) => id),
        ports,
      );
      return { before };
    },
    'set-show': choose,
    'set-app-tabs': choose,
    'set-apps': ({ realmId, apps }) => change((settings) => edit.editRealm(settings, realmId, { apps })),
  };
}

async function forget(realmIds: string[], { session }: TestPorts): Promise<void> {
  for (const realmId of realmIds) await forgetSession(session, realmId);
  await session.remove(realmIds.map((realmId) => STATUS + realmId));
}

async function dropTests(ports: TestPorts): Promise<void> {
  const records = Object.entries(await ports.session.get(null));
  const running = records.filter(([key, value]) => key.startsWith(TEST) && (value as RealmTest).running);
  for (const [key] of running) {
    const realmId = key.slice(TEST.length);
    await whileFree(realmId, () => dropTest(realmId, ports));
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
