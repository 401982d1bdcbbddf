import { describe, expect, it } from 'vitest';
import { EMPTY_SETTINGS, type Settings } from '../../../../lib/settings/schema.ts';
import { idleSentence, sumOfRules } from '../../../../lib/ui/options/rule-line.ts';
import { textOf } from '../words.ts';

const rules = (different: Partial<Settings['rules']>) => ({ ...EMPTY_SETTINGS.rules, ...different });
const IDLE = { on: true, minutes: 10 };

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
  ])('is said in one sentence: %j', (different, sentence) => {
    expect(textOf('en', sumOfRules(rules(different)))).toBe(sentence);
  });

  it('has a countdown before it, where one is wanted', () => {
    expect(textOf('en', idleSentence(rules({ idle: IDLE })))).toContain('a countdown starts');
    expect(textOf('en', idleSentence(rules({ idle: IDLE, countdown: 0 })))).toContain('signed out at once');
  });
});
