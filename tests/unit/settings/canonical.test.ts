import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../lib/settings/canonical.ts';
import { settingsChanges } from '../../../lib/settings/merge.ts';
import { readPolicy } from '../../../lib/settings/policy.ts';
import { checkAgainstPolicy } from '../../../lib/settings/under-policy.ts';
import { anySettings } from './arbitrary.ts';

/** A value as a browser's storage gives it back: the names of each object in another order. */
function reordered<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reordered) as T;
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.entries(value).toReversed();
  return Object.fromEntries(names.map(([name, part]) => [name, reordered(part)])) as T;
}

describe('settings whose names come in another order', () => {
  it('are the same, whatever they hold', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(canonicalJson(reordered(settings))).toBe(canonicalJson(settings));
        expect(settingsChanges(settings, reordered(settings))).toEqual([]);
      }),
    );
  });

  it('are no change of what a policy fixes', () => {
    const policy = readPolicy({ rules: { idle: { on: true, minutes: 5 } } });
    fc.assert(
      fc.property(anySettings, (settings) => {
        const { rules } = settings;
        const after = { ...settings, rules: reordered(rules) };
        expect(() => checkAgainstPolicy(settings, after, policy)).not.toThrow();
      }),
    );
  });

  it('differ where a list has another order', () => {
    expect(canonicalJson({ at: ['a', 'b'] })).not.toBe(canonicalJson({ at: ['b', 'a'] }));
  });
});
