import { readSettings } from '../settings/migrations.ts';
import { EMPTY_SETTINGS, type Settings } from '../settings/schema.ts';
import { browser } from './api.ts';

const KEY = 'settings';
const REFUSED_KEY = 'settings-refused';

/** The settings document in `storage.local`. */
export type SettingsStore = {
  read(): Promise<Settings>;
  /** Changes the document; changes come one after the other, each on what the one before has written. */
  change<T>(change: (settings: Settings) => { settings: Settings; value: T }): Promise<T>;
};

/** Reads the settings; a document that cannot be used reads as none, and stays where it is. */
export async function readStoredSettings(): Promise<Settings> {
  const reading = readSettings((await browser.storage.local.get(KEY))[KEY]);
  return reading.ok ? reading.settings : EMPTY_SETTINGS;
}

/** Makes the store; a worker has one. */
export function createSettingsStore(): SettingsStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: readStoredSettings,
    change: (change) => {
      const next = last.then(() => apply(change));
      last = next.catch(() => undefined);
      return next;
    },
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
