import type { AppMark } from '../../contract/status.ts';
import type { App, AppTabs } from '../../settings/schema.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import type { AppTab, Ports } from '../kernel/ports.ts';

/**
 * Removes what apps keep in this browser and brings their open tabs up to date. Call it only after the SSO session has
 * ended: an app that finds it alive signs the person in again.
 * @param cleared called for each app as it ends, with what happened to it.
 */
export async function clearApps(
  apps: App[],
  tabs: AppTabs,
  cleared: (app: App, marks: AppMark[]) => Promise<void>,
  ports: Ports,
): Promise<void> {
  await Promise.all(apps.map(async (app) => cleared(app, await clearApp(app.origin, tabs, ports))));
}

async function clearApp(origin: string, tabs: AppTabs, ports: Ports): Promise<AppMark[]> {
  if (!(await ports.siteData.mayClear(origin))) return ['not-allowed'];
  try {
    return await withLimit(ports.clock, LIMITS.clear, 'clear', clear(origin, tabs, ports));
  } catch {
    return ['not-cleared'];
  }
}

async function clear(origin: string, tabs: AppTabs, ports: Ports): Promise<AppMark[]> {
  const open = await empty(origin, ports);
  const idle = open.filter(({ unsaved }) => !unsaved);
  await renew(idle, tabs, ports);
  const done = tabs === 'close' ? ('closed' as const) : ('reloaded' as const);
  return [
    'cleared',
    ...(idle.length > 0 ? [done] : []),
    ...(idle.length < open.length ? (['kept-open'] as const) : []),
  ];
}

/**
 * Reloads or closes every open tab of an app, unsaved input or not, as the person has asked.
 */
export async function finishApp(origin: string, tabs: AppTabs, ports: Ports): Promise<void> {
  if (!(await ports.siteData.mayClear(origin))) return;
  await renew(await empty(origin, ports), tabs, ports);
}

async function empty(origin: string, { siteData }: Ports): Promise<AppTab[]> {
  const open = await siteData.emptyTabs(origin);
  await siteData.clear(
    origin,
    open.some(({ emptied }) => emptied),
  );
  return open;
}

async function renew(open: AppTab[], tabs: AppTabs, ports: Ports): Promise<void> {
  const { tabs: windows, siteData } = ports;
  await Promise.all(
    open.map(({ tabId }) => (tabs === 'close' ? windows.close(tabId) : siteData.reload(tabId))),
  );
}
