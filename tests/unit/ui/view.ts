import type { View } from '../../../lib/contract/messages.ts';
import type { RealmStatus } from '../../../lib/contract/status.ts';
import { NO_POLICY } from '../../../lib/settings/policy.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS } from '../../../lib/settings/schema.ts';

/**
 * What pages see of some realms; a realm's id is its place, its label "Realm" and the place.
 * @param statuses one for each realm; undefined where it was never asked.
 */
export function viewOf(...statuses: (RealmStatus | undefined)[]): View {
  const realms = statuses.map((_, at) => ({
    id: `${at}`,
    issuer: `https://sso.example.org/realms/${at}`,
    label: `Realm ${at}`,
    ...REALM_DEFAULTS,
  }));
  const known = statuses.flatMap((status, at) => (status ? [[`${at}`, status] as const] : []));
  return {
    settings: { ...EMPTY_SETTINGS, realms },
    found: [],
    policy: NO_POLICY,
    own: { ...EMPTY_SETTINGS, realms },
    refused: [],
    statuses: Object.fromEntries(known),
    runs: [],
    alone: [],
    tests: {},
  };
}
