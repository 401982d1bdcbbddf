import { beforeEach, describe, expect, it, vi } from 'vitest';

type Rule = { id: number; condition: { urlFilter: string } };

let rules: Rule[] = [];
const stored = new Map<string, unknown>();
const where = { inIncognitoContext: false };

vi.mock('../../../lib/browser/api.ts', () => ({
  browser: {
    extension: where,
    runtime: { getURL: () => 'moz-extension://own/' },
    storage: {
      session: {
        get: async (keys: string[]) => Object.fromEntries([...stored].filter(([key]) => keys.includes(key))),
        set: async (items: object) => {
          for (const [key, value] of Object.entries(items)) stored.set(key, value);
        },
      },
    },
    declarativeNetRequest: {
      getSessionRules: async () => rules,
      updateSessionRules: async ({
        addRules = [],
        removeRuleIds = [],
      }: {
        addRules?: Rule[];
        removeRuleIds?: number[];
      }) => {
        rules = [...rules.filter(({ id }) => !removeRuleIds.includes(id)), ...addRules];
      },
    },
  },
}));

// Files share a process, and another one's browser with what it has loaded.
vi.resetModules();
const { createOriginRules } = await import('../../../lib/browser/origin-rules.ts');

const A = 'https://a.test/realms/a';
const B = 'https://b.test/realms/b';
const filters = () => rules.map(({ condition }) => condition.urlFilter);

beforeEach(() => {
  rules = [];
  stored.clear();
  where.inIncognitoContext = false;
});

describe('the rules for an Origin', () => {
  it('are made once for each address', async () => {
    const own = createOriginRules();
    await Promise.all([
      own.leaveOriginOut(A, `${A}/token`, 'post'),
      own.leaveOriginOut(B, `${B}/token`, 'post'),
    ]);
    await own.leaveOriginOut(A, `${A}/token`, 'post');
    expect(filters()).toEqual([`|${A}/token|`, `|${B}/token|`]);
    expect(rules.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('go with their realm, and those of the others stay', async () => {
    const own = createOriginRules();
    await own.leaveOriginOut(A, `${A}/token`, 'post');
    await own.leaveOriginOut(A, 'https://elsewhere.test/account/*', 'delete');
    await own.leaveOriginOut(B, `${B}/token`, 'post');
    await own.carryOrigin(A, `${A}/token?as=chromium`, 'chrome-extension://x');
    await own.keepOnly([B]);
    expect(filters()).toEqual([`|${B}/token|`]);
    await own.keepOnly([]);
    expect(filters()).toEqual([]);
  });

  it('that nobody knows of go with the next', async () => {
    rules = [{ id: 7, condition: { urlFilter: '|https://gone.test/token|' } }];
    await createOriginRules().keepOnly([A, B]);
    expect(filters()).toEqual([]);
  });

  it('of another window’s instance stay', async () => {
    const ordinary = createOriginRules();
    await ordinary.leaveOriginOut(A, `${A}/token`, 'post');
    where.inIncognitoContext = true;
    const own = createOriginRules();
    await own.leaveOriginOut(B, `${B}/token`, 'post');
    await own.keepOnly([]);
    expect(filters()).toEqual([`|${A}/token|`]);
  });
});
