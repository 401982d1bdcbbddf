import type { Policy } from '../../settings/policy.ts';
import { mayFind } from '../../settings/policy-find.ts';
import { REALM_DEFAULTS, type Realm, type Settings } from '../../settings/schema.ts';
import type { Area, KeyedArea } from './ports.ts';
import { readOne } from './records.ts';
import { hasSessions } from './sessions.ts';

/** The record of the realms that nobody typed. It goes with the browser session: what is to stay, a person keeps. */
export const FOUND = 'found';

/** A realm that was found: its id stays when it is kept. */
export type FoundRealm = Pick<Realm, 'id' | 'issuer' | 'label'>;

/** What was found, and where it was looked for, as host and path: each place is asked once. */
export type Found = { realms: FoundRealm[]; looked: string[] };

/** Reads what was found in this browser session. */
export async function readFound(area: KeyedArea): Promise<Found> {
  return (await readOne<Found>(area, FOUND)) ?? { realms: [], looked: [] };
}

/** The ids of those that were found and not asked yet who is in: nothing of theirs is remembered. */
export async function unaskedIds(area: Area): Promise<string[]> {
  const ids = (await readFound(area)).realms.map(({ id }) => id);
  const remembered = await Promise.all(ids.map((id) => hasSessions(area, id)));
  return ids.filter((_, at) => !remembered[at]);
}

/**
 * Which of the realms that were found count: those that nobody has named or wants ignored, where the policy lets them. Until one is
 * kept it is asked through the built-in client and no other: nobody has said that one is registered there.
 * @param settings in force, without found realms.
 */
export function foundRealms(settings: Settings, policy: Policy, { realms }: Found): Realm[] {
  if (!mayFind(policy)) return [];
  const known = [...settings.ignored, ...settings.realms.map(({ issuer }) => issuer)];
  return realms
    .filter(({ issuer }) => !known.includes(issuer))
    .map((realm) => ({ ...REALM_DEFAULTS, ...realm, client: 'built-in' }));
}
