import { describe, expect, it } from 'vitest';
import { EMPTY_SETTINGS, type Settings } from '../../../../lib/settings/schema.ts';
import { idleSentence, sumOfRules, timesSentence } from '../../../../lib/ui/options/rule-line.ts';
import { textOf } from '../words.ts';

const rules = (different: Partial<Settings['rules']>) => ({ ...EMPTY_SETTINGS.rules, ...different });
const IDLE = { on: true, minutes: 10 };
const TIMES = { on: true, at: ['17:30', '12:00'], days: [5, 1], spread: 0 };

describe('what happens by itself', () => {
  it.each<[Partial<Settings['rules']>, string]>([
    [{}, 'Nothing happens by itself.'],
    [{ idle: IDLE }, 'You are signed out after 10 minutes without input.'],
    [{ idle: { on: true, minutes: 1 } }, 'You are signed out after 1 minute without input.'],
    [{ lock: { on: true } }, 'You are signed out when the screen locks.'],
    [
      { idle: IDLE, lock: { on: true } },
      'You are signed out after 10 minutes without input, and when the screen locks.',
    ],
    [{ times: TIMES }, 'You are signed out at 12:00 and 17:30 (Mon and Fri).'],
    [{ times: { ...TIMES, at: [] } }, 'Nothing happens by itself.'],
    [
      { idle: IDLE, lock: { on: true }, times: { ...TIMES, days: [0, 1, 2, 3, 4, 5, 6] } },
      'You are signed out after 10 minutes without input, when the screen locks, and at 12:00 and 17:30 (every day).',
    ],
  ])('is said in one sentence: %j', (different, sentence) => {
    expect(textOf('en', sumOfRules(rules(different), 'en'))).toBe(sentence);
  });

  it('has a countdown before it, where one is wanted', () => {
    expect(textOf('en', idleSentence(rules({ idle: IDLE })))).toContain('a countdown starts');
    expect(textOf('en', idleSentence(rules({ idle: IDLE, countdown: 0 })))).toContain('signed out at once');
  });

  it('is said of times of day as they are set, and that none is', () => {
    const said = (different: Partial<Settings['rules']>) =>
      textOf('en', timesSentence(rules(different), 'en'));
    expect(said({ times: TIMES })).toBe(
      'A countdown starts at 12:00 and 17:30 (Mon and Fri), then you are signed out.',
    );
    expect(said({ times: TIMES, countdown: 0 })).toContain('at once');
    expect(said({ times: { ...TIMES, days: [] } })).toContain('nothing happens');
  });
});
