import { ROW, RUN, runsFrom, STATUS } from '../flows/records.ts';
import type { Backend, View } from '../model/messages.ts';
import type { RealmStatus } from '../model/status.ts';
import { requestAccess } from './access.ts';
import { browser } from './api.ts';
import { sessionArea } from './areas.ts';
import { send } from './message-bus.ts';
import { readStoredSettings } from './settings-store.ts';

/** The name of the connection by which a page learns that the worker was stopped. */
export const WATCH_PORT = 'watch';

/** The browser as a page sees it: what is known, read straight from storage so that no worker has to wake for it. */
export const backend: Backend = { watch, requestAccess, send };

function watch(onView: (view: View) => void): () => void {
  let stopped = false;
  let reading = 0;
  const keepWatch = workerWatch();
  const refresh = async (): Promise<void> => {
    reading += 1;
    const mine = reading;
    const view = await readView();
    if (stopped || mine !== reading) return;
    keepWatch.working(
      Object.values(view.statuses).some(({ state, checking }) => state === 'working' || checking),
    );
    onView(view);
  };
  const changed = (changes: Record<string, unknown>, area: string): void => {
    if (area === 'local' || Object.keys(changes).some(isShownKey)) void refresh();
  };
  browser.storage.onChanged.addListener(changed);
  void refresh();
  return () => {
    stopped = true;
    keepWatch.working(false);
    browser.storage.onChanged.removeListener(changed);
  };
}

async function readView(): Promise<View> {
  const [settings, records] = await Promise.all([readStoredSettings(), sessionArea().get(null)]);
  const statuses = Object.entries(records).flatMap(([key, value]) =>
    key.startsWith(STATUS) ? [[key.slice(STATUS.length), value as RealmStatus] as const] : [],
  );
  return { settings, statuses: Object.fromEntries(statuses), runs: runsFrom(records) };
}

/** Keys in storage have the area's prefix before ours. Requests and tokens change too, and concern no page. */
function isShownKey(key: string): boolean {
  return [STATUS, RUN, ROW].some((prefix) => key.includes(`/${prefix}`));
}

/**
 * While something works, a connection tells when the worker is stopped; connecting again wakes a new one, which goes on
 * with the work or marks it as interrupted. Without work there is no connection, so a page left open wakes nobody.
 */
function workerWatch(): { working(now: boolean): void } {
  let port: ReturnType<typeof browser.runtime.connect> | null = null;
  let wanted = false;
  const connect = (): void => {
    port = browser.runtime.connect({ name: WATCH_PORT });
    port.onDisconnect.addListener(() => {
      port = null;
      if (wanted) connect();
    });
  };
  return {
    working: (now) => {
      wanted = now;
      if (now && !port) connect();
      if (!now) port?.disconnect();
      if (!now) port = null;
    },
  };
}
