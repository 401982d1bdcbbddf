import { describe, expect, it, vi } from 'vitest';
import { createPorts, createWorld } from '../world.ts';

const removed: object[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    permissions: {
      contains: async () => true,
      onAdded: { addListener: () => undefined },
      onRemoved: { addListener: () => undefined },
    },
    cookies: { get: async () => null, getAll: async () => [] },
    browsingData: { remove: async (where: object) => void removed.push(where) },
    tabs: { query: async () => [] },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createSiteData } = await import('../../../lib/browser/site-data.ts');

const site = createSiteData(createPorts(createWorld()));
const clear = (origin: string) =>
  site.clear({ origin, issuers: ['https://sso.test/realms/staff'], parentCookies: false }, false);

describe('what an app keeps in this browser', () => {
  it('goes with its storage, also beside a realm at another port, and nothing is said to be left', async () => {
    for (const origin of ['https://wiki.test', 'https://sso.test:8443']) {
      removed.length = 0;
      expect(await clear(origin)).toEqual({ left: [], comesBack: false, keepsStorage: false });
      expect(removed).toEqual([{ origins: [origin] }]);
    }
  });

  it('goes together with that of others that are cleared at the same moment', async () => {
    removed.length = 0;
    const origins = ['https://wiki.test', 'https://board.test', 'https://chat.test'];
    await Promise.all(origins.map(clear));
    expect(removed).toEqual([{ origins }]);
  });

  it('stays in its storage at a realm’s very origin, and that is said', async () => {
    removed.length = 0;
    expect(await clear('https://sso.test')).toEqual({ left: [], comesBack: false, keepsStorage: true });
    expect(removed).toEqual([]);
  });
});
