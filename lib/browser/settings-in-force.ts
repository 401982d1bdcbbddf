import type { Policy } from '../settings/policy.ts';
import type { Settings } from '../settings/schema.ts';

/** The settings that count, the person's own document in them, and the admin's policy over it. */
export type StoredSettings = { settings: Settings; own: Settings; policy: Policy };

/** The key of the record in which the worker keeps them for pages. */
export const IN_FORCE = 'settings';
