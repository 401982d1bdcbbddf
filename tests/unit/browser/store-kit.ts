import type { SettingsStore } from '../../../lib/flows/kernel/ports.ts';
import { NO_POLICY, type Policy } from '../../../lib/settings/policy.ts';
import { EMPTY_SETTINGS, type Realm, type Settings } from '../../../lib/settings/schema.ts';

/** What is on disk, and how often it was written. */
export type Kept = { document: Settings; writes: number };

/** Settings of which some realms are the person's own; what is written is kept in sight. */
export function settingsOf(
  all: Realm[],
  own: Realm[] = all,
  { isPrivate = false, policy = NO_POLICY, found = [] as string[] }: Partial<Window> = {},
): { kept: Kept; store: SettingsStore } {
  const kept: Kept = { document: { ...EMPTY_SETTINGS, realms: own }, writes: 0 };
  const store: SettingsStore = {
    isPrivate,
    read: async () => ({ ...EMPTY_SETTINGS, realms: all }),
    readPolicy: async () => policy,
    readFound: async () => found,
    change: async (change) => {
      const { settings, value } = change(kept.document);
      kept.document = settings;
      kept.writes += 1;
      return value;
    },
  };
  return { kept, store };
}

type Window = { isPrivate: boolean; policy: Policy; found: string[] };
