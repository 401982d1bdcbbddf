import type { RefusedEntry } from '../settings/entries.ts';
import type { Policy } from '../settings/policy.ts';
import type { Settings } from '../settings/schema.ts';

/**
 * The settings that count, with the ids of those realms in them that were found; the person's own document in them, what of it could not
 * be read and is kept aside, and the admin's policy over it.
 */
export type StoredSettings = {
  settings: Settings;
  found: string[];
  own: Settings;
  refused: RefusedEntry[];
  policy: Policy;
};

/** The key of the record in which the worker keeps them for pages. */
export const IN_FORCE = 'settings';
