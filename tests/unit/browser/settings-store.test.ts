import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../../lib/settings/schema.ts';
import { fakeArea } from '../fake-browser.ts';
import { createWorld } from '../world.ts';

const local = new Map<string, unknown>();
let breaks = false;
/** What a reading waits for before its answer arrives. */
let onTheWay: Promise<void> = Promise.resolve();

type OnChanged = (changes: Record<string, unknown>, name: string) => void;
const listeners: OnChanged[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    extension: { inIncognitoContext: false },
    storage: {
      onChanged: { addListener: (listener: OnChanged) => listeners.push(listener) },
      managed: {
        get: async () => {
          throw new Error('Managed storage manifest not found');
        },
      },
      local: {
        get: async (keys: string[]) => {
          if (breaks) throw new Error('disk full');
          const known = keys.filter((key) => local.has(key));
          const items = structuredClone(Object.fromEntries(known.map((key) => [key, local.get(key)])));
          await onTheWay;
          return items;
        },
        set: async (items: Record<string, unknown>) => {
          if (breaks) throw new Error('disk full');
          for (const [key, value] of Object.entries(structuredClone(items))) local.set(key, value);
        },
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createSettingsStore, discardRefused, publishSettings, readStoredSettings } = await import(
  '../../../lib/browser/settings-store.ts'
);
/** What is said of a disk that is full, in the browser's own words. */
const NOT_STORED = expect.objectContaining({ code: 'storage-failed', details: ['disk full'] });
/** A browser session in which nothing was found. */
const NOWHERE = fakeArea(createWorld(), async () => undefined);
const quiet: Settings = { ...EMPTY_SETTINGS, signOut: { ...EMPTY_SETTINGS.signOut, show: 'background' } };
const realm = { ...REALM_DEFAULTS, id: 'a', issuer: 'https://op.test/realms/a', label: 'a' };
const nameless = { ...realm, id: 'b', issuer: 'https://op.test/realms/b', label: '  ' };
const half = { ...quiet, realms: [nameless, realm] };

describe('the settings in storage', () => {
  beforeEach(() => {
    local.clear();
    breaks = false;
  });
  const write = (settings: Settings) =>
    createSettingsStore(NOWHERE).change(() => ({ settings, value: null }));

  it('stay as they were when writing is interrupted, and can be changed again', async () => {
    await write(quiet);
    const before = structuredClone([...local]);
    const store = createSettingsStore(NOWHERE);
    const change = store.change((settings) => {
      breaks = true;
      return { settings: { ...settings, realms: [realm] }, value: null };
    });
    await expect(change).rejects.toThrow(NOT_STORED);
    expect([...local]).toEqual(before);
    breaks = false;
    await write(EMPTY_SETTINGS);
    expect(await store.read()).toEqual(EMPTY_SETTINGS);
  });

  it('are shown as they are after a change that was made while they were being read', async () => {
    const world = createWorld();
    const { promise, resolve } = Promise.withResolvers<void>();
    onTheWay = promise;
    const published: Settings[] = [];
    publishSettings(
      fakeArea(world, async () => undefined),
      (settings) => published.push(settings),
      () => undefined,
    );
    onTheWay = Promise.resolve();
    await write(quiet);
    for (const listener of listeners) listener({ settings: {} }, 'local');
    await expect.poll(() => world.records.get('settings')).toMatchObject({ settings: quiet });
    resolve();
    await new Promise(setImmediate);
    expect(world.records.get('settings')).toMatchObject({ settings: quiet });
    expect(published).toEqual([quiet]);
  });

  it('are written as one document, so that no half of a change is ever seen', async () => {
    await write(quiet);
    expect([...local.keys()]).toEqual(['settings']);
  });

  it('are read anew by the store that has just changed them', async () => {
    const store = createSettingsStore(NOWHERE);
    expect(await store.read()).toEqual(EMPTY_SETTINGS);
    await store.change(() => ({ settings: quiet, value: null }));
    expect(await store.read()).toEqual(quiet);
  });

  it('are read again after reading them has failed', async () => {
    const store = createSettingsStore(NOWHERE);
    breaks = true;
    await expect(store.read()).rejects.toThrow(NOT_STORED);
    breaks = false;
    expect(await store.read()).toEqual(EMPTY_SETTINGS);
  });

  it('stay as they were where a change would leave a document that cannot be read', async () => {
    await write(quiet);
    const app = {
      origin: 'https://wiki.test',
      label: '  ',
      parentCookies: false,
      atSignOut: 'clear' as const,
    };
    const failure = {
      code: 'settings-invalid',
      details: [expect.stringMatching(/^realms\[0\]\.apps\[0\]\.label: ./)],
    };
    await expect(write({ ...quiet, realms: [{ ...realm, apps: [app] }] })).rejects.toMatchObject(failure);
    expect(await createSettingsStore(NOWHERE).read()).toEqual(quiet);
  });

  it('are read without a broken entry, which stays where it is until a change', async () => {
    local.set('settings', half);
    const { own, refused } = await readStoredSettings(NOWHERE);
    expect(own).toEqual({ ...quiet, realms: [realm] });
    expect(refused).toMatchObject([{ path: 'realms[0].label', value: nameless }]);
    expect([...local.values()]).toEqual([half]);
  });

  it('are changed without a broken entry, which is kept aside and named until it is discarded', async () => {
    local.set('settings', half);
    const store = createSettingsStore(NOWHERE);
    for (const show of ['tab', 'background'] as const) {
      await store.change((before) => ({
        settings: { ...before, signOut: { ...before.signOut, show } },
        value: null,
      }));
    }
    expect(local.get('settings')).toEqual({ ...quiet, realms: [realm] });
    expect((await readStoredSettings(NOWHERE)).refused).toMatchObject([
      { path: 'realms[0].label', value: nameless },
    ]);
    await discardRefused();
    expect(await readStoredSettings(NOWHERE)).toMatchObject({
      own: { ...quiet, realms: [realm] },
      refused: [],
    });
  });

  it('of a newer version are set aside whole, beside what was set aside before', async () => {
    const [newer, newest] = [
      { version: 98, precious: true },
      { version: 99, precious: true },
    ];
    for (const document of [newer, newest]) {
      local.set('settings', document);
      await write(quiet);
    }
    const { own, refused } = await readStoredSettings(NOWHERE);
    expect(own).toEqual(quiet);
    expect(refused.map(({ value }) => value)).toEqual([newer, newest]);
  });

  it('that an earlier version has set aside, as they were and without a reason, are named too', async () => {
    const newer = { version: 99, precious: true };
    local.set('settings-refused', newer);
    expect((await readStoredSettings(NOWHERE)).refused).toMatchObject([{ path: '', value: newer }]);
  });
});
