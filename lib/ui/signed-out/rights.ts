import type { ResultBackend, View } from '../../contract/messages.ts';
import type { Policy } from '../../settings/policy.ts';
import type { Realm } from '../../settings/schema.ts';
import type { AppVerdict } from '../../verdict/beside.ts';

/** What a person may choose about apps: in which realms, with their lists, and what an admin has said of clearing for all. */
export type AppRights = { own: readonly Pick<Realm, 'id' | 'apps'>[]; clearApps: Policy['clearApps'] };

/** What may be chosen on a page: a private window keeps nothing that is learnt in it. */
export function rightsIn({ isPrivate }: ResultBackend, { own, policy }: View): AppRights {
  return { own: isPrivate ? [] : own.realms, clearApps: policy.clearApps };
}

/**
 * What a person can choose for the next sign-outs about an app that was cleared: that it is cleared again, or left alone. It is their own
 * choice, so null where an admin has made it.
 */
export function offeredFor(
  { origin, marks }: AppVerdict,
  realmId: string,
  { own, clearApps }: AppRights,
): 'clear' | 'leave' | null {
  const realm = own.find(({ id }) => id === realmId);
  if (!realm || !marks.includes('cleared') || clearApps === 'off') return null;
  const chosen = realm.apps.find((one) => one.origin === origin)?.atSignOut;
  const isCleared = chosen ? chosen === 'clear' : clearApps === 'on';
  return isCleared ? 'leave' : 'clear';
}
