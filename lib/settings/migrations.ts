import * as v from 'valibot';
import { EMPTY_SETTINGS, type Settings, settingsSchema } from './schema.ts';

/** A stored document as read: usable settings, or the reason why it cannot be used. */
export type SettingsReading = { ok: true; settings: Settings } | { ok: false; reason: string };

/** One step from a version to the next; the step at index 0 leads from version 1 to 2. It never throws. */
export type Migration = (older: Record<string, unknown>) => Record<string, unknown>;

/** Version 2 knows apps, other devices, and what becomes of an app's tabs. What is no such document is left as it is. */
const toVersion2: Migration = (older) => ({
  ...older,
  version: 2,
  ...(Array.isArray(older.realms) && {
    realms: older.realms.map((realm) => withDefaults({ apps: [], otherDevices: false }, realm)),
  }),
  ...('signOut' in older && { signOut: withDefaults({ appTabs: 'reload' }, older.signOut) }),
});

function withDefaults(defaults: object, value: unknown): unknown {
  return typeof value === 'object' && value !== null ? { ...defaults, ...value } : value;
}

const MIGRATIONS: readonly Migration[] = [toVersion2];

const versioned = v.object({
  version: v.pipe(
    v.number(),
    v.check((version) => Number.isInteger(version) && version > 0),
  ),
});

/**
 * Reads whatever stands in storage as settings, migrating an older version step by step and validating the outcome.
 * Nothing stored yet reads as the empty settings. What is refused is left to the caller to keep.
 * @param stored the raw value, of any shape; undefined where there is none.
 * @param migrations the steps known, for tests of the walk itself.
 * @param schema what the outcome is held against, likewise.
 */
export function readSettings(
  stored: unknown,
  migrations: readonly Migration[] = MIGRATIONS,
  schema: v.GenericSchema<unknown, Settings> = settingsSchema,
): SettingsReading {
  if (stored === undefined) return { ok: true, settings: EMPTY_SETTINGS };
  const document = v.safeParse(versioned, stored);
  if (!document.success) return { ok: false, reason: v.summarize(document.issues) };
  const { version } = document.output;
  if (version > migrations.length + 1) {
    return { ok: false, reason: `version ${version} is newer than this build` };
  }
  const migrated = migrations
    .slice(version - 1)
    .reduce((older, step) => step(older), stored as Record<string, unknown>);
  const parsed = v.safeParse(schema, migrated);
  return parsed.success
    ? { ok: true, settings: parsed.output }
    : { ok: false, reason: v.summarize(parsed.issues) };
}
