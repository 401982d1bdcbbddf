import { StepError } from '../../errors/step-error.ts';
import { mayName } from '../../protocol/internal-host.ts';
import { isAllowedIssuer } from '../../protocol/issuer.ts';
import { addRealm } from '../../settings/edit.ts';
import { labelFromIssuer } from '../../settings/label.ts';
import { REALM_DEFAULTS, type Realm, type Settings } from '../../settings/schema.ts';
import { checkAgainstPolicy } from '../../settings/under-policy.ts';
import type { Ports, SettingsStore } from '../kernel/ports.ts';
import { askDiscovery, type DiscoveryPorts } from '../op/discover.ts';

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
 * Changes them by what this window alone has shown, such as an app of its session or a realm that was found.
 * @throws {StepError} `private-window` in a private one, of which nothing is kept on disk; else as `changeSettings`.
 */
export async function keepLearnt(
  store: SettingsStore,
  change: (settings: Settings) => Settings,
): Promise<null> {
  if (store.isPrivate) throw new StepError('private-window');
  return changeSettings(store, change);
}

type AddPorts = DiscoveryPorts & Pick<Ports, 'secret'>;

/**
 * Adds a realm once discovery has answered for it. A Keycloak may stand on several hosts, as for its admins: it is one realm, by the issuer
 * that it names itself.
 * @param address where the realm was asked for.
 * @throws {StepError} as asking discovery and changing the settings do.
 */
export async function addRealmOf(address: string, store: SettingsStore, ports: AddPorts): Promise<Realm> {
  const issuer = await namedIssuer(address, ports);
  const realm = { id: ports.secret(), issuer, label: labelFromIssuer(issuer), ...REALM_DEFAULTS };
  await changeSettings(store, (settings) => addRealm(settings, realm));
  return realm;
}

/**
 * The issuer that a server names at an address. What another host says counts only once that issuer says the same of itself.
 * @throws {StepError} as asking discovery does.
 */
export async function namedIssuer(address: string, ports: AddPorts): Promise<string> {
  try {
    return (await askDiscovery(address, ports)).issuer;
  } catch (error) {
    const named =
      error instanceof StepError && error.code === 'issuer-mismatch' ? error.details[1] : undefined;
    if (named === undefined || !isAllowedIssuer(named) || !mayName(address, named)) throw error;
    return askDiscovery(named, ports).then(
      () => named,
      () => Promise.reject(error),
    );
  }
}
