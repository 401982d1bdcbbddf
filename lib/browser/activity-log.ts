import * as v from 'valibot';
import { type Activity, STARTERS } from '../contract/activity.ts';
import { keptActivity, withActivity } from '../flows/activity/kept.ts';
import type { ActivityLog, SettingsStore } from '../flows/kernel/ports.ts';
import { HEADLINE_KINDS } from '../verdict/headline.ts';
import { browser } from './api.ts';
import { stored } from './stored.ts';

const KEY = 'activity';

const count = v.pipe(v.number(), v.minValue(0));
const line = v.pipe(v.string(), v.maxLength(1024));
const common = {
  id: line,
  at: v.number(),
  by: v.picklist(STARTERS),
  realms: v.array(v.strictObject({ label: line, user: v.exactOptional(line) })),
  tookMs: count,
};
const headline = v.strictObject({
  kind: v.picklist(HEADLINE_KINDS),
  names: v.array(line),
  count,
  all: v.boolean(),
  open: v.boolean(),
});

/** An act as it stands on the disk. */
const activitySchema: v.GenericSchema<unknown, Activity> = v.variant('kind', [
  v.strictObject({ kind: v.literal('sign-in'), ...common }),
  v.strictObject({
    kind: v.literal('sign-out'),
    ...common,
    headline,
    proven: count,
    apps: v.strictObject({ out: count, cleared: count, unknown: count, open: count }),
  }),
]);

/** Keeps what was done on the disk, as far as the settings want it kept; nothing of a private window. */
export function createActivityLog(settings: SettingsStore): ActivityLog {
  return {
    add: async (act) => {
      if (settings.isPrivate) return;
      const { activity } = await settings.read();
      await change((all) => withActivity(all, act, activity, Date.now()));
    },
  };
}

/** What is kept, newest first, without what has grown too old meanwhile; what cannot be read of it is none. */
async function readActivity({ read }: Pick<SettingsStore, 'read'>): Promise<Activity[]> {
  const [all, { activity }] = await Promise.all([readAll(), read()]);
  return keptActivity(all, activity, Date.now());
}

/** Puts a list in the place of what is kept. @returns what was kept before. */
export async function replaceActivity(all: readonly Activity[]): Promise<Activity[]> {
  let before: Activity[] = [];
  await change((kept) => {
    before = kept;
    return all;
  });
  return before;
}

/** Lets go of names in what is kept, where they are not wanted, and of what has grown too old. */
export async function dropUnwanted(settings: Pick<SettingsStore, 'read'>): Promise<void> {
  const { activity } = await settings.read();
  await change((all) => keptActivity(all, activity, Date.now()));
}

/** Calls back soon with what is kept, newest first, and again after each change, until the returned function is called. */
export function watchActivity(
  settings: Pick<SettingsStore, 'read'>,
  onActivity: (all: Activity[]) => void,
): () => void {
  let stopped = false;
  const show = async (): Promise<void> => {
    const all = await readActivity(settings);
    if (!stopped) onActivity(all);
  };
  const listener = (changes: object, area: string): void => {
    if (area === 'local' && (KEY in changes || 'settings' in changes)) void show();
  };
  browser.storage.onChanged.addListener(listener);
  void show();
  return () => {
    stopped = true;
    browser.storage.onChanged.removeListener(listener);
  };
}

async function readAll(): Promise<Activity[]> {
  const { [KEY]: all } = await stored(browser.storage.local.get([KEY]));
  return Array.isArray(all) ? all.filter((one): one is Activity => v.is(activitySchema, one)) : [];
}

/** One change after the other: worker and options page both make some. */
function change(next: (all: Activity[]) => readonly Activity[]): Promise<void> {
  return navigator.locks.request(KEY, async () => {
    await stored(browser.storage.local.set({ [KEY]: next(await readAll()) }));
  });
}
