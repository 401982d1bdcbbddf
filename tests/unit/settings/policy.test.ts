import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '../../../build/policy-schema.ts';
import { NO_POLICY, readPolicy } from '../../../lib/settings/policy.ts';
import { APP_DEFAULTS, EMPTY_SETTINGS, REALM_DEFAULTS, type Settings } from '../../../lib/settings/schema.ts';
import {
  applyPolicy,
  checkAgainstPolicy,
  checkClearing,
  isActivityFixed,
  isChoiceFixed,
  isRuleFixed,
} from '../../../lib/settings/under-policy.ts';
import { anySettings } from './arbitrary.ts';

const issuer = 'https://sso.example.org/realms/staff';
const staff = { ...REALM_DEFAULTS, id: `policy:${issuer}`, issuer, label: 'staff' };
const mine = { ...REALM_DEFAULTS, id: '1', issuer: 'https://other.example/realms/a', label: 'Mine' };
const own: Settings = { ...EMPTY_SETTINGS, realms: [mine] };

describe('a policy', () => {
  it('needs no more of a realm than its issuer', () => {
    expect(readPolicy({ realms: [{ issuer }] })).toEqual({ ...NO_POLICY, realms: [staff] });
  });

  it('names a realm once, however it spells its issuer, in letters that look like no others', () => {
    const spellings = [`${issuer}/`, 'https://SSO.example.org/realms/staff'];
    const lookAlike = { issuer: 'https://ss\u043e.example.org/realms/staff', label: '\u202effats' };
    const { realms, faults } = readPolicy({
      realms: [...spellings.map((one) => ({ issuer: one })), lookAlike],
    });
    expect(realms[0]).toEqual(staff);
    expect(realms.slice(1)).toMatchObject([
      { issuer: 'https://xn--ss-gmc.example.org/realms/staff', label: 'ffats' },
    ]);
    expect(faults).toMatchObject([{ path: 'realms', reason: `${issuer} stands twice` }]);
  });

  it('may name the apps whose cookies of a parent domain go too, and those that are only asked', () => {
    const wiki = { origin: 'https://wiki.test', label: 'Wiki' };
    const tickets = {
      origin: 'https://tickets.test',
      label: 'Tickets',
      parentCookies: true,
      atSignOut: 'ask',
    };
    const { realms, faults } = readPolicy({ realms: [{ issuer, apps: [wiki, tickets] }] });
    expect(realms).toEqual([
      { ...staff, apps: [{ ...wiki, parentCookies: false, atSignOut: 'clear' }, tickets] },
    ]);
    expect(faults).toEqual([]);
  });

  it('reports what is broken, and the rest applies', () => {
    const read = readPolicy({
      realms: [{ issuer: 'http://sso.example.org' }, { issuer, idToken: 'x' }, { issuer }, { issuer }, 7],
      signOut: { show: 'loud', appTabs: 'close', speed: 1 },
      locked: ['realms', 'everything'],
      rumours: true,
    });
    expect(read.realms).toEqual([staff]);
    expect(read.choices).toEqual({ appTabs: 'close' });
    expect(read.locked).toEqual(['realms']);
    expect(read.faults.map(({ path }) => path).toSorted()).toEqual([
      'locked[1]',
      'realms',
      'realms[0].issuer',
      'realms[1].idToken',
      'realms[4]',
      'rumours',
      'signOut.show',
      'signOut.speed',
    ]);
    for (const { reason } of read.faults) expect(reason).not.toBe('');
  });

  it('keeps a realm of which an app cannot be used, such as one with a slash at its end', () => {
    const wiki = { origin: 'https://wiki.test', label: 'Wiki' };
    const apps = [{ origin: 'https://tickets.test/', label: 'Tickets' }, wiki, { ...wiki, speed: 1 }, 7];
    const { realms, faults } = readPolicy({ realms: [{ issuer, apps }], locked: ['realms'] });
    expect(realms).toEqual([{ ...staff, apps: [{ ...wiki, ...APP_DEFAULTS }] }]);
    expect(faults.map(({ path }) => path)).toEqual([
      'realms[0].apps[0].origin',
      'realms[0].apps[2].speed',
      'realms[0].apps[3]',
    ]);
  });

  it('keeps a realm whose apps are no list', () => {
    const { realms, faults } = readPolicy({ realms: [{ issuer, apps: 'https://wiki.test' }] });
    expect(realms).toEqual([staff]);
    expect(faults).toMatchObject([{ path: 'realms[0].apps' }]);
  });

  it.each([{ managed: undefined }, { managed: null }, { managed: 7 }, { managed: [] }])(
    'that is no document ($managed) sets nothing',
    ({ managed }) => {
      expect(readPolicy(managed)).toEqual(NO_POLICY);
    },
  );

  it('of any shape whatever is read without an error, and what it gives is valid', () => {
    const part = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()), anySettings);
    fc.assert(
      fc.property(fc.record({ realms: part, signOut: part, locked: part }), anySettings, (managed, owned) => {
        const settings = applyPolicy(owned, readPolicy(managed));
        expect(settings.version).toBe(EMPTY_SETTINGS.version);
        const issuers = settings.realms.map((realm) => realm.issuer);
        expect(new Set(issuers).size).toBe(issuers.length);
      }),
    );
  });
});

describe('the settings that count', () => {
  it('are the person’s own where there is no policy', () => {
    fc.assert(
      fc.property(anySettings, (owned) => {
        expect(applyPolicy(owned, NO_POLICY)).toEqual(owned);
      }),
    );
  });

  it('have the policy’s realms first, each issuer once, and its choices', () => {
    const twin = { ...mine, id: '2', issuer };
    const policy = readPolicy({ realms: [{ issuer }], signOut: { show: 'background' } });
    const settings = applyPolicy({ ...own, realms: [mine, twin] }, policy);
    expect(settings.realms).toEqual([staff, mine]);
    expect(settings.signOut).toEqual({ ...own.signOut, show: 'background' });
    expect(isChoiceFixed(policy, 'show')).toBe(true);
    expect(isChoiceFixed(policy, 'appTabs')).toBe(false);
  });

  it.each([
    ['on', ['auto', 'registered', 'built-in', 'question']],
    ['question', ['question', 'registered', 'question', 'question']],
    ['off', ['registered', 'registered', 'registered', 'registered']],
    ['a word of another version', ['registered', 'registered', 'registered', 'registered']],
  ])(
    'have realms asked through their own client as far as the policy allows it: %s',
    (builtInClient, wanted) => {
      const clients = ['auto', 'registered', 'built-in', 'question'] as const;
      const realms = clients.map((client, at) => ({
        ...mine,
        id: `${at}`,
        issuer: `${issuer}${at}`,
        client,
      }));
      const { realms: applied } = applyPolicy({ ...own, realms }, readPolicy({ builtInClient }));
      expect(applied.map(({ client }) => client)).toEqual(wanted);
    },
  );

  it.each([
    ['on', ['clear', 'ask', 'leave']],
    ['offer', ['clear', 'ask', 'leave']],
    [undefined, ['clear', 'ask', 'leave']],
    ['off', ['ask', 'ask', 'leave']],
    ['a word of another version', ['ask', 'ask', 'leave']],
  ])(
    'have apps that the person has listed cleared as far as the policy allows it: %s',
    (clearApps, wanted) => {
      const apps = (['clear', 'ask', 'leave'] as const).map((atSignOut, at) => ({
        origin: `https://${at}.test`,
        label: `${at}`,
        parentCookies: false,
        atSignOut,
      }));
      const theirs = { issuer, apps: [{ origin: 'https://wiki.test', label: 'Wiki' }] };
      const policy = readPolicy({ realms: [theirs], ...(clearApps && { clearApps }) });
      const { realms } = applyPolicy({ ...own, realms: [{ ...mine, apps }] }, policy);
      expect(realms[1]?.apps.map(({ atSignOut }) => atSignOut)).toEqual(wanted);
      // What the policy lists itself goes by its own word.
      expect(realms[0]?.apps).toMatchObject([{ atSignOut: 'clear' }]);
    },
  );

  it('hold the policy’s realms alone, and fixed choices, where it locks them', () => {
    const policy = readPolicy({ realms: [{ issuer }], locked: ['realms', 'signOut'] });
    const changed: Settings = { ...own, signOut: { ...own.signOut, show: 'background' } };
    expect(applyPolicy(changed, policy)).toEqual({ ...EMPTY_SETTINGS, realms: [staff] });
    expect(isChoiceFixed(policy, 'appTabs')).toBe(true);
  });
});

describe('a change of the person’s', () => {
  const policy = readPolicy({ realms: [{ issuer }], signOut: { show: 'tab' } });

  it('is taken where the policy says nothing', () => {
    const after: Settings = { ...own, realms: [], signOut: { ...own.signOut, appTabs: 'close' } };
    expect(() => checkAgainstPolicy(own, after, policy)).not.toThrow();
  });

  it.each([
    ['a choice that is set', { ...own, signOut: { ...own.signOut, show: 'background' } }, 'set-by-policy'],
    ['a realm that the policy has', { ...own, realms: [mine, { ...mine, id: '2', issuer }] }, 'realm-exists'],
  ] satisfies [string, Settings, string][])('is refused for %s', (_, after, code) => {
    expect(() => checkAgainstPolicy(own, after, policy)).toThrow(expect.objectContaining({ code }));
  });

  it('of what is kept, or of rules, is refused in what the policy names, and taken in the rest', () => {
    const strict = readPolicy({ activity: { userNames: false }, rules: { idle: { on: true, minutes: 5 } } });
    expect(strict.faults).toEqual([]);
    const change = (after: Partial<Settings>) => () => checkAgainstPolicy(own, { ...own, ...after }, strict);
    expect(change({ activity: { ...own.activity, userNames: true } })).toThrow(
      expect.objectContaining({ code: 'set-by-policy', details: ['activity.userNames'] }),
    );
    expect(change({ rules: { ...own.rules, idle: { on: true, minutes: 60 } } })).toThrow(
      expect.objectContaining({ code: 'set-by-policy', details: ['rules.idle'] }),
    );
    expect(change({ activity: { ...own.activity, days: 7 } })).not.toThrow();
    expect(change({ rules: { ...own.rules, lock: { on: true } } })).not.toThrow();
    expect(applyPolicy(own, strict)).toMatchObject({
      activity: { ...own.activity, userNames: false },
      rules: { ...own.rules, idle: { on: true, minutes: 5 } },
    });
    expect([isRuleFixed(strict, 'idle'), isRuleFixed(strict, 'lock')]).toEqual([true, false]);
    expect([isActivityFixed(strict, 'userNames'), isActivityFixed(strict, 'days')]).toEqual([true, false]);
  });

  it('of the realms is refused where they are locked', () => {
    const locked = readPolicy({ locked: ['realms'] });
    const failure = expect.objectContaining({ code: 'set-by-policy' });
    expect(() => checkAgainstPolicy(own, { ...own, realms: [] }, locked)).toThrow(failure);
  });
});

describe('a policy’s word on clearing apps', () => {
  it.each([
    [undefined, 'offer', 0],
    ['on', 'on', 0],
    ['offer', 'offer', 0],
    ['off', 'off', 0],
    // Whoever wrote it wanted to say something else than the default.
    ['always', 'off', 1],
    [true, 'off', 1],
    [null, 'off', 1],
  ])('reads %j as %s', (clearApps, is, faults) => {
    const read = readPolicy(clearApps === undefined ? {} : { clearApps });
    expect(read.clearApps).toBe(is);
    expect(read.faults.map(({ path }) => path)).toEqual(Array(faults).fill('clearApps'));
  });

  it('keeps a person from choosing that an app is cleared, where it is off', () => {
    expect(() => checkClearing(readPolicy({ clearApps: 'off' }))).toThrow(
      expect.objectContaining({ code: 'set-by-policy', details: ['clearApps'] }),
    );
    for (const clearApps of ['offer', 'on'])
      expect(() => checkClearing(readPolicy({ clearApps }))).not.toThrow();
  });
});

describe('the schema for Chromium', () => {
  it('follows the settings’ own, field by field, with types alone', () => {
    expect(policyJsonSchema()).toMatchObject({
      type: 'object',
      properties: {
        realms: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              issuer: { type: 'string' },
              otherDevices: { type: 'boolean' },
              apps: {
                type: 'array',
                items: { type: 'object', properties: { parentCookies: { type: 'boolean' } } },
              },
            },
          },
        },
        clearApps: { type: 'string' },
        activity: {
          type: 'object',
          properties: {
            keep: { type: 'boolean' },
            days: { type: 'integer' },
            userNames: { type: 'boolean' },
          },
        },
        signOut: { type: 'object', properties: { show: { type: 'string' }, appTabs: { type: 'string' } } },
        locked: { type: 'array', items: { type: 'string' } },
      },
    });
  });
});
