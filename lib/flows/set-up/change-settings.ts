import { addRealm } from '../../settings/edit.ts';
import { labelFromIssuer } from '../../settings/label.ts';
import { checkAgainstPolicy } from '../../settings/policy.ts';
import { REALM_DEFAULTS, type Realm, type Settings } from '../../settings/schema.ts';
import type { Ports, SettingsStore } from '../kernel/ports.ts';
import { askDiscovery } from '../op/discover.ts';

/**
 * Changes the person's own settings as far as the policy lets them.
 * @throws {StepError} `set-by-policy`, `realm-exists`, or what the change throws.
 */
export async function changeSettings(
  store: SettingsStore,
  change: (settings: Settings) => Settings,
): Promise<null> {
  const policy = await store.readPolicy();
  return store.change((before) => {
    const settings = change(before);
    checkAgainstPolicy(before, settings, policy);
    return { settings, value: null };
  });
}

/**
 * Adds a realm once discovery has answered for it.
 * @throws {StepError} as asking discovery and changing the settings do.
 */
export async function addRealmOf(
  issuer: string,
  store: SettingsStore,
  ports: Pick<Ports, 'clock' | 'fetch' | 'secret' | 'session'>,
): Promise<Realm> {
  await askDiscovery(issuer, ports);
  const realm = { id: ports.secret(), issuer, label: labelFromIssuer(issuer), ...REALM_DEFAULTS };
  await changeSettings(store, (settings) => addRealm(settings, realm));
  return realm;
}
