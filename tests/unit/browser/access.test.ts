import { beforeEach, describe, expect, it, vi } from 'vitest';

const CLEARING = ['cookies', 'browsingData', 'scripting'];

/** What the browser has given to the extension. */
const given = { permissions: new Set<string>(), origins: new Set<string>() };
/** The hosts from which a policy keeps extensions away. */
const blocked = new Set<string>();
const asked: string[][] = [];
let saysYes = true;
let counted = 0;

type Wanted = { permissions?: string[]; origins?: string[] };
const holds = ({ permissions = [], origins = [] }: Wanted): boolean =>
  permissions.every((one) => given.permissions.has(one)) && origins.every((one) => given.origins.has(one));

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    permissions: {
      onAdded: { addListener: () => undefined },
      onRemoved: { addListener: () => undefined },
      contains: async (wanted: Wanted) => {
        counted += 1;
        return holds(wanted);
      },
      request: async (wanted: Wanted) => {
        asked.push(wanted.origins ?? []);
        if (holds(wanted)) return true;
        if (saysYes) allow(wanted);
        return saysYes;
      },
    },
    cookies: {
      get: async ({ url }: { url: string }) => {
        if (blocked.has(url)) throw new Error('No host permissions for cookies');
        return null;
      },
    },
  },
}));

function allow({ permissions = [], origins = [] }: Wanted): void {
  for (const one of permissions) given.permissions.add(one);
  for (const one of origins) given.origins.add(one);
}

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { isKeptAway, mayAsk, mayClear, requestApps } = await import('../../../lib/browser/access.ts');

const [ONE, TWO, THREE] = ['https://one.test', 'https://two.test', 'https://three.test'] as const;

describe('what clearing apps takes', () => {
  beforeEach(async () => {
    for (const set of [given.permissions, given.origins, blocked]) set.clear();
    saysYes = false;
    // Whatever a test before was told is asked anew.
    await requestApps([]);
    asked.length = 0;
    counted = 0;
  });

  it('is had for all apps where the person says yes', async () => {
    saysYes = true;
    expect(await requestApps([ONE, TWO])).toEqual([ONE, TWO]);
    expect(await Promise.all([ONE, TWO, THREE].map(mayClear))).toEqual([true, true, false]);
  });

  it('is had for those that were allowed before where the person refuses one more', async () => {
    allow({ permissions: CLEARING, origins: [`${ONE}/*`, `${TWO}/*`] });
    expect(await requestApps([ONE, TWO, THREE])).toEqual([ONE, TWO]);
    expect(asked).toEqual([[`${ONE}/*`, `${TWO}/*`, `${THREE}/*`]]);
  });

  it('is had for none where the person refuses all', async () => {
    expect(await requestApps([ONE, TWO])).toEqual([]);
  });

  it('is had by the very answer, although the browser’s own word of it comes later', async () => {
    expect(await mayClear(ONE)).toBe(false);
    saysYes = true;
    await requestApps([ONE]);
    expect(await mayClear(ONE)).toBe(true);
  });

  it('is no use at a host from which a policy keeps extensions away, as is asking there', async () => {
    saysYes = true;
    blocked.add(`${TWO}/`);
    expect(await requestApps([ONE, TWO])).toEqual([ONE, TWO]);
    expect(await Promise.all([ONE, TWO].map(mayClear))).toEqual([true, false]);
    expect(await Promise.all([ONE, TWO].map(mayAsk))).toEqual([true, false]);
    expect(await Promise.all([ONE, TWO, THREE].map(isKeptAway))).toEqual([false, true, false]);
  });

  it('is asked of the browser once for each app', async () => {
    await Promise.all([mayClear(ONE), mayClear(ONE), mayClear(TWO)]);
    expect(counted).toBe(2);
  });
});
