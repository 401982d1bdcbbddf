import { expect, it } from 'vitest';
import { editRules } from '../../../lib/settings/edit.ts';
import { EMPTY_SETTINGS } from '../../../lib/settings/schema.ts';

it('two changes of a rule that come at once lose nothing of each other', () => {
  const before = EMPTY_SETTINGS;
  const after = [
    { times: { at: ['12:00'] } },
    { times: { days: [1] } },
    { idle: { on: true } },
    { countdown: 5 },
  ];
  expect(after.reduce(editRules, before)).toEqual({
    ...before,
    rules: {
      ...before.rules,
      times: { on: false, at: ['12:00'], days: [1], spread: 0 },
      idle: { on: true, minutes: 10 },
      countdown: 5,
    },
  });
});
