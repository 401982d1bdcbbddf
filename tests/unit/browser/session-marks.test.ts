import { beforeEach, describe, expect, it, vi } from 'vitest';

let isAllowed = true;
let cookies: { name: string; value: string }[] = [];
const asked: object[] = [];

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    permissions: {
      contains: async () => isAllowed,
      onAdded: { addListener: () => undefined },
      onRemoved: { addListener: () => undefined },
    },
    cookies: {
      get: async () => null,
      getAll: async (where: object) => {
        asked.push(where);
        return cookies;
      },
    },
  },
}));

const REALM = 'https://sso.test/realms/staff';

/** Files share a process, and what was allowed is asked once. */
async function marks() {
  vi.resetModules();
  return (await import('../../../lib/browser/session-marks.ts')).sessionMarks;
}

describe('the browser’s marks of a session', () => {
  beforeEach(() => {
    isAllowed = true;
    asked.length = 0;
    cookies = [
      { name: 'KEYCLOAK_SESSION', value: 'staff/alice/s1' },
      { name: 'KEYCLOAK_IDENTITY', value: 'one' },
    ];
  });

  it('tell whose it is and how its cookie is by one reading of the cookies', async () => {
    const { compare, stamp } = await marks();
    const known = await compare(REALM, 's1');
    expect(asked).toHaveLength(1);
    expect(known).toEqual({ mark: 'equal', stamp: await stamp(REALM) });
    expect(await compare(REALM, 's2')).toMatchObject({ mark: 'other' });
  });

  it('change with the cookie by which the browser is known', async () => {
    const { compare } = await marks();
    const before = await compare(REALM, 's1');
    cookies = cookies.map(({ name }) => ({ name, value: 'staff/alice/s1' }));
    const after = await compare(REALM, 's1');
    expect(after.mark).toBe(before.mark);
    expect(after.stamp).not.toBe(before.stamp);
    cookies = [];
    expect(await compare(REALM, 's1')).toEqual({ mark: 'unknown', stamp: 'none' });
  });

  it('are unknown where cookies may not be read, and then none are', async () => {
    isAllowed = false;
    const { compare, stamp } = await marks();
    expect(await compare(REALM, 's1')).toEqual({ mark: 'unknown', stamp: 'unknown' });
    expect(await stamp(REALM)).toBe('unknown');
    expect(asked).toEqual([]);
  });
});
