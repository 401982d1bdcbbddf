import type { Clock } from '../flows/kernel/ports.ts';
import { ALONE, ROW, type StoredAlone, type StoredRow } from '../flows/kernel/records.ts';
import { browser } from './api.ts';

/** How often it is looked whether an update may go in, milliseconds: often enough for no browser to stop the worker meanwhile. */
const LOOK_MS = 10_000;

/**
 * Has an update wait while a sign-out works: it would take away what is known of it. Chromium installs one by itself once the worker has
 * come to rest and no page of ours stands; Firefox, which is told here that it is to wait, only when it is asked to, which is done once
 * no page stands that it would close. Call it synchronously at the worker's start.
 * @see https://developer.chrome.com/docs/extensions/reference/api/runtime#event-onUpdateAvailable
 */
export function updateAtRest(clock: Clock): void {
  browser.runtime.onUpdateAvailable.addListener(() => void update(clock));
}

async function update(clock: Clock): Promise<void> {
  if ((await works(clock)) || isAnyPageOpen()) return void clock.after(LOOK_MS, () => void update(clock));
  if (import.meta.env.FIREFOX) browser.runtime.reload();
}

/** Whether a sign-out is at work, of realms or of one app alone, of this worker or of that of private windows. */
async function works({ now }: Pick<Clock, 'now'>): Promise<boolean> {
  const records = Object.entries(await browser.storage.session.get(null));
  return records.some(([key, value]) => {
    const { tookMs, deadline, isOver } = value as StoredRow & StoredAlone;
    if (key.includes(`/${ALONE}`)) return !isOver;
    return key.includes(`/${ROW}`) && tookMs === undefined && now() < deadline;
  });
}

/** Firefox alone tells, and alone has to be told; one view is the worker's own. */
function isAnyPageOpen(): boolean {
  return import.meta.env.FIREFOX && browser.extension.getViews().length > 1;
}
