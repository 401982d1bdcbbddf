import { describe, expect, it } from 'vitest';
import { NO_POLICY, readPolicy } from '../../../lib/settings/policy.ts';
import { readSettings } from '../../../lib/settings/read-settings.ts';
import { EMPTY_SETTINGS, type Settings } from '../../../lib/settings/schema.ts';
import { applyPolicy, checkAgainstPolicy, isActivityFixed } from '../../../lib/settings/under-policy.ts';

type Activity = Settings['activity'];

const STANDARD: Activity = { keep: true, days: 30, userNames: false };
const own = (activity: Partial<Activity>): Settings => ({
  ...EMPTY_SETTINGS,
  activity: { ...STANDARD, ...activity },
});

describe('what is kept of sign-ins and sign-outs', () => {
  it('is kept for a month without names, where nobody says otherwise', () => {
    expect(readSettings(undefined).settings.activity).toEqual(STANDARD);
    const { activity: _, ...older } = EMPTY_SETTINGS;
    expect(readSettings({ ...older, version: 4 }).settings.activity).toEqual(STANDARD);
  });

  it.each([1, 365])('may be kept for %i days', (days) => {
    expect(readSettings(own({ days }))).toEqual({ settings: own({ days }), refused: [] });
    expect(readPolicy({ activity: { days } })).toEqual({ ...NO_POLICY, activity: { days } });
  });

  it.each([0, 366, 1.5, '7', null])('is kept for no other time, which costs itself alone: %j', (days) => {
    const { settings, refused } = readSettings({
      ...EMPTY_SETTINGS,
      activity: { ...STANDARD, keep: false, days },
    });
    expect(settings).toEqual(own({ keep: false }));
    const fault = { path: 'activity.days', reason: expect.stringMatching(/./), value: days };
    expect(refused).toEqual([fault]);
    expect(readPolicy({ activity: { days, keep: false } })).toEqual({
      ...NO_POLICY,
      activity: { keep: false },
      faults: [fault],
    });
  });
});

describe('a policy on what is kept', () => {
  const policy = readPolicy({ activity: { keep: false, days: 7 } });

  it('goes before the person’s own choices, point by point', () => {
    const mine = own({ days: 90, userNames: true });
    expect(applyPolicy(mine, policy).activity).toEqual({ keep: false, days: 7, userNames: true });
    const names = ['keep', 'days', 'userNames'] as const;
    expect(names.map((name) => isActivityFixed(policy, name))).toEqual([true, true, false]);
  });

  it('lets a person change the rest, and names what it does not let them', () => {
    expect(() => checkAgainstPolicy(own({}), own({ userNames: true }), policy)).not.toThrow();
    for (const [name, changed] of [
      ['keep', own({ keep: false })],
      ['days', own({ days: 90 })],
    ] as const)
      expect(() => checkAgainstPolicy(own({}), changed, policy)).toThrow(
        expect.objectContaining({ code: 'set-by-policy', details: [`activity.${name}`] }),
      );
  });
});
