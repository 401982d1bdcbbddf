import { FOUND, foundRealms, readFound } from '../flows/kernel/found.ts';
import type { KeyedArea, SettingsStore } from '../flows/kernel/ports.ts';
import type { RefusedEntry } from '../settings/entries.ts';
import { NO_POLICY, type Policy, readPolicy } from '../settings/policy.ts';
import { checkSettings, readSettings } from '../settings/read-settings.ts';
import type { Settings } from '../settings/schema.ts';
import { applyPolicy } from '../settings/under-policy.ts';
import { browser } from './api.ts';
import { IN_FORCE, type StoredSettings } from './settings-in-force.ts';
import { stored } from './stored.ts';

const KEY = 'settings';

/** What of a stored document could not be read, once a change has taken the document's place. */
const REFUSED_KEY = 'settings-refused';

/** Reads the settings, and the realms that were found in this browser session; what of the document cannot be used stays where it is. */
export async function readStoredSettings(area: KeyedArea): Promise<StoredSettings> {
  const [{ settings: own, refused }, policy, known] = await Promise.all([
    readOwn(),
    readManaged(),
    readFound(area),
  ]);
  const named = applyPolicy(own, policy);
  const found = foundRealms(named, policy, known);
  const settings = { ...named, realms: [...named.realms, ...found] };
  return { settings, found: found.map(({ id }) => id), own, refused, policy };
}

async function readOwn(): Promise<{ settings: Settings; refused: RefusedEntry[] }> {
  const items = await stored(browser.storage.local.get([KEY, REFUSED_KEY]));
  const { settings, refused } = readSettings(items[KEY]);
  return { settings, refused: [...keptAside(items[REFUSED_KEY]), ...refused] };
}

/** Earlier versions kept the last document that they refused, and no reason. */
function keptAside(stored: unknown): RefusedEntry[] {
  if (stored === undefined) return [];
  return Array.isArray(stored)
    ? stored
    : [{ path: '', reason: 'refused by an earlier version', value: stored }];
}

/** Firefox has no managed storage at all where there is no policy. */
function readManaged(): Promise<Policy> {
  return browser.storage.managed.get(null).then(readPolicy, () => NO_POLICY);
}

/**
 * Keeps what pages show of the settings, read and held against the policy, where they find it without doing that
 * themselves. Call it synchronously at the worker's start.
 * @param onPublish called with the settings that count, at the start and after each change.
 * @param onChange called after each change alone.
 */
export function publishSettings(
  area: KeyedArea,
  onPublish: (settings: Settings) => void,
  onChange: (settings: Settings) => void,
): void {
  let latest = 0;
  const publish = async (): Promise<Settings> => {
    latest += 1;
    const mine = latest;
    const stored = await readStoredSettings(area);
    // What was read before the last change must not be the last that is written.
    if (mine === latest) {
      await area.set({ [IN_FORCE]: stored });
      onPublish(stored.settings);
    }
    return stored.settings;
  };
  onSettingsChange(() => void publish().then(onChange));
  void publish();
}

/** Makes the store; the worker and the options page have one each. Call it synchronously at the worker's start. */
export function createSettingsStore(area: KeyedArea): SettingsStore {
  let known: Promise<StoredSettings> | undefined;
  const forget = (): void => {
    known = undefined;
  };
  onSettingsChange(forget);
  const all = (): Promise<StoredSettings> => {
    known ??= readStoredSettings(area);
    // What could not be read is asked for again: the next time it may succeed.
    known.catch(forget);
    return known;
  };
  return {
    isPrivate: browser.extension.inIncognitoContext === true,
    read: async () => (await all()).settings,
    readPolicy: async () => (await all()).policy,
    readFound: async () => (await all()).found,
    // The browser's own word of the change comes later than the answer, after which a person's next act may follow at once.
    change: (change) => oneAfterTheOther(() => apply(change)).finally(forget),
  };
}

/** Lets go of what of the person's document could not be read, in storage too. */
export function discardRefused(): Promise<void> {
  return oneAfterTheOther(async () => {
    const { settings } = await readOwn();
    await stored(browser.storage.local.set({ [KEY]: settings, [REFUSED_KEY]: [] }));
  });
}

function onSettingsChange(act: () => void): void {
  browser.storage.onChanged.addListener((changes, name) => {
    const isFound = name === 'session' && Object.keys(changes).some((key) => key.endsWith(`/${FOUND}`));
    const isOwn = name === 'local' && (KEY in changes || REFUSED_KEY in changes);
    if (isFound || isOwn || name === 'managed') act();
  });
}

function oneAfterTheOther<T>(act: () => Promise<T>): Promise<T> {
  return navigator.locks.request('settings', act);
}

async function apply<T>(change: (settings: Settings) => { settings: Settings; value: T }): Promise<T> {
  const { settings: before, refused } = await readOwn();
  const { settings, value } = change(before);
  // What cannot be read, of a newer version for instance, is set aside in the same step that takes its place.
  const aside = refused.length > 0 && { [REFUSED_KEY]: refused };
  await stored(browser.storage.local.set({ [KEY]: checkSettings(settings), ...aside }));
  return value;
}
