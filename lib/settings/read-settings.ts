import { StepError } from '../errors/step-error.ts';
import { isRecord } from '../protocol/json.ts';
import {
  entriesOf,
  type Fields,
  type Refuse,
  type RefusedEntry,
  refuseInto,
  refuseUnknown,
  take,
  takeChoices,
} from './entries.ts';
import { migrate } from './migrations.ts';
import { withFreeId } from './realm-id.ts';
import {
  APP_DEFAULTS,
  type App,
  appSchema,
  EMPTY_SETTINGS,
  REALM_DEFAULTS,
  type Realm,
  realmSchema,
  SETTINGS_VERSION,
  type Settings,
  settingsSchema,
} from './schema.ts';

/** A stored document as read: settings without what was refused of them. */
export type SettingsReading = { settings: Settings; refused: RefusedEntry[] };

/**
 * Reads whatever stands in storage as settings, migrating an older version step by step. What does not validate costs
 * itself: an app is left out of its realm, a realm out of the list, and a choice falls back to its default. A document of
 * a newer version is refused whole. Nothing stored yet reads as the empty settings.
 * @param stored the raw value, of any shape; undefined where there is none.
 */
export function readSettings(stored: unknown): SettingsReading {
  if (stored === undefined) return { settings: EMPTY_SETTINGS, refused: [] };
  const version = isRecord(stored) && Number.isInteger(stored.version) ? Number(stored.version) : 0;
  if (!isRecord(stored) || version < 1) return refusedWhole(stored, 'no document with a version');
  if (version > SETTINGS_VERSION) return refusedWhole(stored, `version ${version} is newer than this build`);
  return readParts(migrate(stored, version));
}

/**
 * Holds settings against their schema before they are stored.
 * @returns them as they will be read.
 * @throws {StepError} `settings-invalid`, with each wrong field's path and what is wrong with it.
 */
export function checkSettings(settings: Settings): Settings {
  const { settings: checked, refused } = readSettings(settings);
  if (refused.length === 0) return checked;
  throw new StepError('settings-invalid', refused.map(describe));
}

/** A refused entry in a line: where, and why. */
export function describe({ path, reason }: RefusedEntry): string {
  return path ? `${path}: ${reason}` : reason;
}

function refusedWhole(value: unknown, reason: string): SettingsReading {
  return { settings: EMPTY_SETTINGS, refused: [{ path: '', reason, value }] };
}

function readParts({
  version: _,
  realms,
  ignored,
  signOut,
  activity,
  rules,
  ...others
}: Fields): SettingsReading {
  const refused: RefusedEntry[] = [];
  const refuse = refuseInto(refused);
  refuseUnknown(others, refuse);
  const choices = takeChoices(settingsSchema.entries.signOut.entries, signOut, 'signOut', refuse);
  const settings: Settings = {
    version: SETTINGS_VERSION,
    realms: readRealms(realms, refuse),
    ignored: readIgnored(ignored, refuse),
    signOut: { ...EMPTY_SETTINGS.signOut, ...choices },
    activity: {
      ...EMPTY_SETTINGS.activity,
      ...takeChoices(settingsSchema.entries.activity.entries, activity, 'activity', refuse),
    },
    rules: {
      ...EMPTY_SETTINGS.rules,
      ...takeChoices(settingsSchema.entries.rules.entries, rules, 'rules', refuse),
    },
  };
  return { settings, refused };
}

function readIgnored(list: unknown, refuse: Refuse): string[] {
  const { item } = settingsSchema.entries.ignored;
  const issuers = entriesOf(list, 'ignored', refuse).flatMap(
    ([path, one]) => take(item, one, path, refuse) ?? [],
  );
  return [...new Set(issuers)];
}

function readRealms(list: unknown, refuse: Refuse): Realm[] {
  const realms: Realm[] = [];
  for (const [path, value] of entriesOf(list, 'realms', refuse)) {
    const realm = readRealm(value, path, refuse);
    const twice = realms.some(({ issuer }) => issuer === realm?.issuer);
    if (twice) refuse({ path, reason: 'its issuer stands twice', value });
    else if (realm) realms.push(withFreeId(realm, realms));
  }
  return realms;
}

/** A realm is nothing without what it is known and asked by; its apps are read one by one, and each choice by itself. */
function readRealm(value: unknown, path: string, refuse: Refuse): Realm | undefined {
  const { apps, client, otherDevices } = REALM_DEFAULTS;
  const bare = isRecord(value) ? { ...value, apps, client, otherDevices } : value;
  const realm = take(realmSchema, bare, path, refuse, value);
  if (!realm || !isRecord(value)) return undefined;
  const { entries } = realmSchema;
  return {
    ...realm,
    client: take(entries.client, value.client, `${path}.client`, refuse) ?? client,
    apps: entriesOf(value.apps, `${path}.apps`, refuse).flatMap(
      ([at, app]) => readApp(app, at, refuse) ?? [],
    ),
    otherDevices:
      take(entries.otherDevices, value.otherDevices, `${path}.otherDevices`, refuse) ?? otherDevices,
  };
}

function readApp(value: unknown, path: string, refuse: Refuse): App | undefined {
  const bare = isRecord(value) ? { ...value, ...APP_DEFAULTS } : value;
  const app = take(appSchema, bare, path, refuse, value);
  if (!app || !isRecord(value)) return undefined;
  const { entries } = appSchema;
  const parents = take(entries.parentCookies, value.parentCookies, `${path}.parentCookies`, refuse);
  const atSignOut = take(entries.atSignOut, value.atSignOut, `${path}.atSignOut`, refuse);
  return {
    ...app,
    parentCookies: parents ?? APP_DEFAULTS.parentCookies,
    atSignOut: atSignOut ?? APP_DEFAULTS.atSignOut,
  };
}
