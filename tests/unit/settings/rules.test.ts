import { describe, expect, it } from 'vitest';
import { NO_POLICY, readPolicy } from '../../../lib/settings/policy.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import { EMPTY_SETTINGS, type Settings } from '../../../lib/settings/schema.ts';
import { applyPolicy, checkAgainstPolicy, isRuleFixed } from '../../../lib/settings/under-policy.ts';

type Rules = Settings['rules'];

const ISSUER = 'https://sso.example.org/realms/staff';
const STANDARD: Rules = {
  idle: { on: false, minutes: 10 },
  lock: { on: false },
  times: { on: false, at: ['17:30'], days: [1, 2, 3, 4, 5], spread: 0 },
  countdown: 30,
  postpone: 10,
  leftOut: [],
};
const own = (rules: object): Settings => ({ ...EMPTY_SETTINGS, rules: { ...STANDARD, ...rules } });

describe('the rules by which somebody is signed out', () => {
  it('are off until somebody switches them on', () => {
    expect(readSettings(undefined).settings.rules).toEqual(STANDARD);
  });

  it.each([
    { idle: { on: true, minutes: 1 } },
    { idle: { on: true, minutes: 480 } },
    { lock: { on: true } },
    { times: { on: true, at: ['00:00', '23:59'], days: [0, 6], spread: 240 } },
    { countdown: 0 },
    { countdown: 600 },
    { postpone: 1 },
    { postpone: 240 },
    { leftOut: [ISSUER] },
  ])('may be %j, by a person and by a policy', (rules) => {
    expect(readSettings(own(rules))).toEqual({ settings: own(rules), refused: [] });
    expect(readPolicy({ rules })).toEqual({ ...NO_POLICY, rules });
  });

  it.each([
    ['idle.minutes', { idle: { on: true, minutes: 481 } }],
    ['idle.minutes', { idle: { on: true, minutes: 1.5 } }],
    ['idle.speed', { idle: { on: true, minutes: 5, speed: 1 } }],
    ['lock.on', { lock: { on: 'yes' } }],
    ['times.at.0', { times: { on: true, at: ['24:00'], days: [], spread: 0 } }],
    ['times.at.0', { times: { on: true, at: ['9:00'], days: [], spread: 0 } }],
    ['times.days.0', { times: { on: true, at: [], days: [7], spread: 0 } }],
    ['times.spread', { times: { on: true, at: [], days: [], spread: 241 } }],
    ['countdown', { countdown: -1 }],
    ['countdown', { countdown: 601 }],
    ['postpone', { postpone: 0 }],
    ['postpone', { postpone: 241 }],
    ['leftOut.0', { leftOut: ['http://sso.example.org'] }],
    ['often', { often: true }],
  ])('are not %s of another kind, which costs itself alone', (path, wrong) => {
    const faults = [expect.objectContaining({ path: `rules.${path}` })];
    const good = path.startsWith('lock') ? { countdown: 5 } : { lock: { on: true } };
    expect(readSettings(own({ ...wrong, ...good }))).toEqual({ settings: own(good), refused: faults });
    expect(readPolicy({ rules: { ...wrong, ...good } })).toEqual({ ...NO_POLICY, rules: good, faults });
  });
});

describe('a policy on rules', () => {
  const policy = readPolicy({ rules: { idle: { on: true, minutes: 5 }, leftOut: [ISSUER] } });

  it('goes before the person’s own, rule by rule', () => {
    const { rules } = applyPolicy(own({ lock: { on: true }, idle: { on: false, minutes: 60 } }), policy);
    expect(rules).toEqual({
      ...STANDARD,
      idle: { on: true, minutes: 5 },
      lock: { on: true },
      leftOut: [ISSUER],
    });
    const fixed = (Object.keys(STANDARD) as (keyof Rules)[]).filter((name) => isRuleFixed(policy, name));
    expect(fixed).toEqual(['idle', 'leftOut']);
  });

  it('lets a person change the rest, and names what it does not let them', () => {
    const same = own({ lock: { on: true }, idle: { ...STANDARD.idle }, leftOut: [] });
    expect(() => checkAgainstPolicy(own({}), same, policy)).not.toThrow();
    for (const [name, changed] of [
      ['idle', own({ idle: { on: false, minutes: 60 } })],
      ['leftOut', own({ leftOut: [`${ISSUER}s`] })],
    ] as const)
      expect(() => checkAgainstPolicy(own({}), changed, policy)).toThrow(
        expect.objectContaining({ code: 'set-by-policy', details: [`rules.${name}`] }),
      );
  });
});
