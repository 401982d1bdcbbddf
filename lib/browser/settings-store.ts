import type { Area, SettingsStore } from '../flows/kernel/ports.ts';
import { readSettings } from '../settings/migrations.ts';
import { applyPolicy, NO_POLICY, type Policy, readPolicy } from '../settings/policy.ts';
import { EMPTY_SETTINGS, type Settings } from '../settings/schema.ts';
import { browser } from './api.ts';
import { IN_FORCE, type StoredSettings } from './settings-in-force.ts';

const KEY = 'settings';
const REFUSED_KEY = 'settings-refused';

/** Reads the settings; a document that cannot be used reads as none, and stays where it is. */
export async function readStoredSettings(): Promise<StoredSettings> {
  const [local, policy] = await Promise.all([browser.storage.local.get(KEY), readManaged()]);
  const reading = readSettings(local[KEY]);
  const own = reading.ok ? reading.settings : EMPTY_SETTINGS;
  return { settings: applyPolicy(own, policy), own, policy };
}

/** Firefox has no managed storage at all where there is no policy. */
function readManaged(): Promise<Policy> {
  return browser.storage.managed.get(null).then(readPolicy, () => NO_POLICY);
}

/**
 * Keeps what pages show of the settings, read and held against the policy, where they find it without doing that
 * themselves. Call it synchronously at the worker's start.
 */
export function publishSettings(area: Area): void {
  const publish = async (): Promise<void> => area.set({ [IN_FORCE]: await readStoredSettings() });
  browser.storage.onChanged.addListener((_, name) => {
    if (name === 'local' || name === 'managed') void publish();
  });
  void publish();
}

/** Makes the store; the worker and the options page have one each. Call it synchronously at the worker's start. */
export function createSettingsStore(): SettingsStore {
  let known: Promise<StoredSettings> | undefined;
  browser.storage.onChanged.addListener((_, name) => {
    if (name === 'local' || name === 'managed') known = undefined;
  });
  return {
    read: async () => {
      known ??= readStoredSettings();
      return (await known).settings;
    },
    readPolicy: readManaged,
    change: (change) => navigator.locks.request('settings', () => apply(change)),
  };
}

async function apply<T>(change: (settings: Settings) => { settings: Settings; value: T }): Promise<T> {
  const stored = (await browser.storage.local.get(KEY))[KEY];
  const reading = readSettings(stored);
  const { settings, value } = change(reading.ok ? reading.settings : EMPTY_SETTINGS);
  // A document that this build cannot read, from a newer one for instance, is set aside rather than lost.
  await browser.storage.local.set({ [KEY]: settings, ...(!reading.ok && { [REFUSED_KEY]: stored }) });
  return value;
}
