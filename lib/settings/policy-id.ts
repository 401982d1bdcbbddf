import type { Realm } from './schema.ts';

/** The ids of realms that an admin's policy makes begin with this; they are in no document of a person. */
export const POLICY_ID = 'policy:';

/** Whether a realm is made by an admin's policy. */
export function isOfPolicy({ id }: Realm): boolean {
  return id.startsWith(POLICY_ID);
}
