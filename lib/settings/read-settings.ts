import * as v from 'valibot';
import { StepError } from '../errors/step-error.ts';
import { isRecord } from '../protocol/json.ts';
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

/**
 * What of a stored document cannot be used: the path of the field that is wrong, why, and all that is left out for it, to
 * be kept. The path is empty where that is the whole document.
 */
export type RefusedEntry = { path: string; reason: string; value: unknown };

/** A stored document as read: settings without what was refused of them. */
export type SettingsReading = { settings: Settings; refused: RefusedEntry[] };

type Refuse = (entry: RefusedEntry) => void;
type Fields = Record<string, unknown>;

const versioned = v.looseObject({ version: v.pipe(v.number(), v.integer(), v.minValue(1)) });

/**
 * Reads whatever stands in storage as settings, migrating an older version step by step. What does not validate costs
 * itself: an app is left out of its realm, a realm out of the list, and a choice falls back to its default. A document of
 * a newer version is refused whole. Nothing stored yet reads as the empty settings.
 * @param stored the raw value, of any shape; undefined where there is none.
 */
export function readSettings(stored: unknown): SettingsReading {
  if (stored === undefined) return { settings: EMPTY_SETTINGS, refused: [] };
  const document = v.safeParse(versioned, stored);
  if (!document.success) return refusedWhole(stored, v.summarize(document.issues));
  const { version } = document.output;
  if (version > SETTINGS_VERSION) return refusedWhole(stored, `version ${version} is newer than this build`);
  return readParts(migrate(stored as Fields, version));
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

function readParts({ version: _, realms, signOut, ...others }: Fields): SettingsReading {
  const refused: RefusedEntry[] = [];
  const refuse: Refuse = (entry) => refused.push(entry);
  refuseUnknown(others, '', refuse);
  const settings: Settings = {
    version: SETTINGS_VERSION,
    realms: readRealms(realms, refuse),
    signOut: readSignOut(signOut, refuse),
  };
  return { settings, refused };
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

function readRealm(value: unknown, path: string, refuse: Refuse): Realm | null {
  const { otherDevices } = REALM_DEFAULTS;
  const bare = isRecord(value) ? { ...value, apps: [], otherDevices } : value;
  const realm = take(realmSchema, bare, path, value, refuse);
  if (!realm || !isRecord(value)) return null;
  return {
    ...realm,
    apps: readApps(value.apps, `${path}.apps`, refuse),
    ...readChoices(realmSchema.entries, { otherDevices }, value, path, refuse),
  };
}

function readApps(list: unknown, path: string, refuse: Refuse): App[] {
  return entriesOf(list, path, refuse).flatMap(([at, value]) => {
    const bare = isRecord(value) ? { ...value, ...APP_DEFAULTS } : value;
    const app = take(appSchema, bare, at, value, refuse);
    return app && isRecord(value)
      ? [{ ...app, ...readChoices(appSchema.entries, APP_DEFAULTS, value, at, refuse) }]
      : [];
  });
}

function readSignOut(value: unknown, refuse: Refuse): Settings['signOut'] {
  const { signOut: defaults } = EMPTY_SETTINGS;
  if (!isRecord(value)) {
    refuse({ path: 'signOut', reason: 'wrong type', value });
    return defaults;
  }
  const known = Object.keys(defaults);
  const others = Object.entries(value).filter(([name]) => !known.includes(name));
  refuseUnknown(Object.fromEntries(others), 'signOut.', refuse);
  return readChoices(settingsSchema.entries.signOut.entries, defaults, value, 'signOut', refuse);
}

/** Undefined where a part does not validate; the value that is left out for it is refused then. */
function take<T>(
  schema: v.GenericSchema<unknown, T>,
  part: unknown,
  path: string,
  value: unknown,
  refuse: Refuse,
): T | undefined {
  const parsed = v.safeParse(schema, part);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue);
  refuse({ path: field ? `${path}.${field}` : path, reason: issue.message, value });
  return undefined;
}

/** Choices one by one: one that does not validate falls back to its default. */
function readChoices<T extends Fields>(
  schemas: { [K in keyof T]: v.GenericSchema<unknown, T[K]> },
  defaults: T,
  given: Fields,
  path: string,
  refuse: Refuse,
): T {
  const chosen = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof T & string)[]) {
    const choice = take(schemas[name], given[name], `${path}.${name}`, given[name], refuse);
    if (choice !== undefined) chosen[name] = choice;
  }
  return chosen;
}

function refuseUnknown(fields: Fields, path: string, refuse: Refuse): void {
  for (const [name, value] of Object.entries(fields)) {
    refuse({ path: path + name, reason: 'unknown name', value });
  }
}

function entriesOf(list: unknown, path: string, refuse: Refuse): [path: string, value: unknown][] {
  if (Array.isArray(list)) return list.map((value, at) => [`${path}[${at}]`, value]);
  refuse({ path, reason: 'wrong type', value: list });
  return [];
}
