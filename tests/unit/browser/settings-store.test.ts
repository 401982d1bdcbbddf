import { beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_SETTINGS, type Settings } from '../../../lib/settings/schema.ts';

const local = new Map<string, unknown>();
let breaks = false;

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    storage: {
      onChanged: { addListener: () => undefined },
      managed: {
        get: async () => {
          throw new Error('Managed storage manifest not found');
        },
      },
      local: {
        get: async (key: string) => (local.has(key) ? { [key]: structuredClone(local.get(key)) } : {}),
        set: async (items: Record<string, unknown>) => {
          if (breaks) throw new Error('disk full');
          for (const [key, value] of Object.entries(structuredClone(items))) local.set(key, value);
        },
      },
    },
  },
}));

const { createSettingsStore } = await import('../../../lib/browser/settings-store.ts');
const quiet: Settings = { ...EMPTY_SETTINGS, signOut: { ...EMPTY_SETTINGS.signOut, show: 'background' } };

describe('the settings in storage', () => {
  beforeEach(() => {
    local.clear();
    breaks = false;
  });
  const write = (settings: Settings) => createSettingsStore().change(() => ({ settings, value: null }));

  it('stay as they were when writing is interrupted, and can be changed again', async () => {
    await write(quiet);
    const before = structuredClone([...local]);
    breaks = true;
    await expect(write(EMPTY_SETTINGS)).rejects.toThrow('disk full');
    expect([...local]).toEqual(before);
    breaks = false;
    await write(EMPTY_SETTINGS);
    expect(await createSettingsStore().read()).toEqual(EMPTY_SETTINGS);
  });

  it('are written as one document, so that no half of a change is ever seen', async () => {
    await write(quiet);
    expect([...local.keys()]).toEqual(['settings']);
  });

  it('that this build cannot read are set aside, not lost', async () => {
    const newer = { version: 99, precious: true };
    local.set('settings', newer);
    await write(quiet);
    expect([...local.values()]).toContainEqual(newer);
  });
});
