import { isAppDone, type ProviderVerdict } from '../../verdict/beside.ts';
import type { AppRef, Fact } from '../../verdict/facts.ts';
import type { Verdict } from '../../verdict/judge.ts';
import { factsOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { LEFT, readOne } from '../kernel/records.ts';
import type { NewFact, RealmSignOut } from './act.ts';
import { lastOfEach } from './devices.ts';

/** What a sign-out left, or may have; `devices` are each person's other devices that were to be out. */
type Left = { providers: ProviderVerdict[]; apps: (AppRef & { acts?: boolean })[]; devices?: NewFact[] };

/**
 * Notes what the realm's last sign-out left, or may have, as no session names it any more: a provider that may be asked now is asked
 * again; one that may not, an app, and other devices stay not known to be out until something is seen of them.
 */
export async function noteLeft(act: RealmSignOut, { session }: Pick<Ports, 'session'>): Promise<void> {
  const left = await readOne<Left>(session, LEFT + act.realm.id);
  if (!left) return;
  const isNew = (kind: 'provider' | 'app' | 'devices'): boolean => factsOf(act.facts, kind).length === 0;
  if (isNew('provider')) for (const provider of left.providers) act.add({ f: 'provider', ...provider });
  if (isNew('app'))
    for (const { acts, ...app } of left.apps) act.add({ f: 'app', app, is: acts ? 'acts' : 'in-session' });
  if (isNew('devices')) for (const one of left.devices ?? []) act.add(one);
}

/** What a sign-out leaves, or may, for the next one to begin with. */
export function leftBy({ providers, apps, devices }: Verdict, facts: readonly Fact[]): Left {
  const elsewhere = lastOfEach(facts).flatMap(({ at: _, ...fact }) => (fact.ended ? [] : [fact]));
  const open = apps.filter((app) => !isAppDone(app));
  return {
    providers: providers.filter(({ is }) => is !== 'out'),
    apps: open.map(({ key, name, origin, page, several, marks }) => ({
      key,
      name,
      ...(origin && { origin }),
      ...(page && { page }),
      ...(several && { several }),
      ...(marks.includes('acts') && { acts: true }),
    })),
    ...(devices?.ended === false && {
      devices: elsewhere.length > 0 ? elsewhere : [{ f: 'devices', ...devices }],
    }),
  };
}
