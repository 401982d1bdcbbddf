import { mayName } from '../../protocol/internal-host.ts';
import { toLabel } from '../../settings/label.ts';
import { APP_DEFAULTS, type App } from '../../settings/schema.ts';
import type { AppRef } from '../../verdict/facts.ts';
import { seenApps } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import type { RealmSignOut } from './act.ts';
import type { Together } from './together.ts';

/**
 * Has the apps that a realm names be cleared like listed ones, where an admin has agreed to that for all. One that is listed goes by its
 * own entry. Which realms share one is known once all have named theirs, so those are waited for.
 */
export async function takeUpNamed(
  act: RealmSignOut,
  together: Pick<Together, 'takeUp' | 'whenAllEnded'>,
  ports: Pick<Ports, 'clock' | 'siteData'>,
): Promise<void> {
  const { run, row } = act;
  // A realm that was only found is anybody's, who may name any address.
  if (!run.clearsNamed || row.onlyFound) return;
  const fresh = seenApps(act.facts).flatMap((app) => toClear(act, app));
  if (fresh.length === 0) return;
  act.realm = { ...act.realm, apps: [...act.realm.apps, ...fresh] };
  row.apps = act.realm.apps;
  row.shares = together.takeUp(act.realm);
  const may = await Promise.all(fresh.map(({ origin }) => ports.siteData.mayClear(origin)));
  if (may.some(Boolean)) await together.whenAllEnded(act, ports);
}

function toClear({ realm }: RealmSignOut, { origin, name }: AppRef): App[] {
  if (!origin || realm.apps.some((app) => app.origin === origin) || !mayName(realm.issuer, origin)) return [];
  return [{ ...APP_DEFAULTS, origin, label: toLabel(name, new URL(origin).host) }];
}
