import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Activity } from '../../../lib/contract/activity.ts';
import { EMPTY_SETTINGS, type Settings } from '../../../lib/settings/schema.ts';
import { settingsOf } from './store-kit.ts';

const local = new Map<string, unknown>();
const listeners: ((changes: object, area: string) => void)[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    storage: {
      onChanged: {
        addListener: (listener: (typeof listeners)[number]) => listeners.push(listener),
        removeListener: (listener: (typeof listeners)[number]) =>
          listeners.splice(listeners.indexOf(listener), 1),
      },
      local: {
        get: async (keys: string[]) =>
          Object.fromEntries(keys.filter((key) => local.has(key)).map((key) => [key, local.get(key)])),
        set: async (items: object) => {
          for (const [key, value] of Object.entries(items)) local.set(key, structuredClone(value));
          const changes = Object.fromEntries(Object.keys(items).map((key) => [key, {}]));
          for (const listener of [...listeners]) listener(changes, 'local');
        },
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createActivityLog, dropUnwanted, replaceActivity, watchActivity } = await import(
  '../../../lib/browser/activity-log.ts'
);

const act = (id: string): Activity => ({
  kind: 'sign-in',
  id,
  at: Date.now(),
  by: 'popup',
  realms: [{ label: 'Support', user: 'alice' }],
  tookMs: 10,
});

function storeWith(activity: Partial<Settings['activity']>, isPrivate = false) {
  const { store } = settingsOf([], [], { isPrivate });
  const settings = { ...EMPTY_SETTINGS, activity: { ...EMPTY_SETTINGS.activity, ...activity } };
  return { ...store, read: async () => settings };
}

const NAMED = { userNames: true };
const ids = () => (local.get('activity') as Activity[] | undefined)?.map(({ id }) => id);

describe('what is kept of acts', () => {
  beforeEach(() => {
    local.clear();
    listeners.length = 0;
  });

  it('stands on the disk, newest first, without names', async () => {
    await createActivityLog(storeWith({})).add(act('a'));
    expect(local.get('activity')).toMatchObject([{ id: 'a', realms: [{ label: 'Support' }] }]);
    expect(JSON.stringify([...local])).not.toContain('alice');
  });

  it('is nothing of a private window, nor where nothing is to be kept', async () => {
    await createActivityLog(storeWith({}, true)).add(act('a'));
    expect(ids()).toBeUndefined();
    await createActivityLog(storeWith({ keep: false })).add(act('a'));
    expect(ids()).toEqual([]);
  });

  it('loses none of several that come at once', async () => {
    const log = createActivityLog(storeWith({}));
    await Promise.all(['a', 'b', 'c'].map((id) => log.add(act(id))));
    expect(ids()?.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('holds none of what is no act, whoever has written it', async () => {
    const token = { ...act('t'), idToken: 'eyJ' };
    const long = { ...act('l'), realms: [{ label: 'x'.repeat(2000) }] };
    local.set('activity', [act('a'), token, long, null, 7, { ...act('k'), kind: 'other' }]);
    const seen: string[][] = [];
    watchActivity(storeWith(NAMED), (all) => seen.push(all.map(({ id }) => id)));
    await expect.poll(() => seen).toEqual([['a']]);
    local.set('activity', 'nonsense');
    await createActivityLog(storeWith({})).add(act('b'));
    expect(ids()).toEqual(['b']);
  });

  it('is shown anew after each change, until nobody looks any more', async () => {
    const seen: number[] = [];
    const stop = watchActivity(storeWith({}), (all) => seen.push(all.length));
    const log = createActivityLog(storeWith({}));
    await log.add(act('a'));
    await expect.poll(() => seen.at(-1)).toBe(1);
    stop();
    await log.add(act('b'));
    expect([seen.at(-1), listeners.length]).toEqual([1, 0]);
  });

  it('is let go of as a whole, and can be put back', async () => {
    await createActivityLog(storeWith({})).add(act('a'));
    const before = await replaceActivity([]);
    expect(ids()).toEqual([]);
    await replaceActivity(before);
    expect(ids()).toEqual(['a']);
  });

  it('loses the names that it was kept with once they are not wanted', async () => {
    await createActivityLog(storeWith(NAMED)).add(act('a'));
    expect(JSON.stringify([...local])).toContain('alice');
    await dropUnwanted(storeWith({}));
    expect(ids()).toEqual(['a']);
    expect(JSON.stringify([...local])).not.toContain('alice');
  });
});
