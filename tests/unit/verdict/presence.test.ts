import { describe, expect, it } from 'vitest';
import type { Failure, FailureCode } from '../../../lib/errors/failure.ts';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { anybodyFound, isNamed, presenceAfter } from '../../../lib/verdict/presence.ts';
import { deed, ENDED, ENDED_UNNAMED, failed, question, session, silent, story, token } from './story.ts';

const RECOGNISES: NewFact = { f: 'recognises' };
const SEEN: NewFact = { f: 'seen' };
const because = (code: FailureCode): { cause: Failure } => ({ cause: { code, details: [] } });

describe('who is in the browser', () => {
  it.each<[string, NewFact[], string]>([
    ['nobody, as both say, the question first', [question('nobody'), silent('nobody')], 'nobody'],
    [
      'nobody, by that client before a question is not answered',
      [RECOGNISES, silent('nobody'), question('unanswered')],
      'nobody',
    ],
    [
      'somebody without a name, whom the question found last',
      [silent('somebody'), question('somebody')],
      'unnamed',
    ],
    [
      'not known, as somebody came in and has gone',
      [question('nobody'), silent('somebody'), silent('nobody')],
      'unknown',
    ],
    ['nobody, as the question says', [question('nobody')], 'nobody'],
    ['nobody, as both say', [silent('nobody'), question('nobody')], 'nobody'],
    [
      'nobody, whom the question did not find after a silent answer',
      [silent('somebody'), question('nobody')],
      'nobody',
    ],
    ['somebody, who came in after the question', [question('nobody'), silent('somebody')], 'somebody'],
    ['somebody, as only a silent answer says', [silent('somebody')], 'somebody'],
    ['somebody, who has a name', [question('somebody'), silent('somebody')], 'somebody'],
    ['somebody, whose name was found before', [session(), question('somebody')], 'somebody'],
    ['somebody without a name', [question('somebody')], 'unnamed'],
    [
      'somebody, of whom only another session is remembered',
      [session('s0', 'remembered'), question('somebody')],
      'unnamed',
    ],
    [
      'somebody without a name whom a silent answer does not know',
      [question('somebody'), silent('nobody')],
      'unnamed',
    ],
    ['nobody, by a client that was recognised here', [RECOGNISES, silent('nobody')], 'nobody'],
    [
      'nobody, by that client where the question is not answered',
      [RECOGNISES, question('unanswered'), silent('nobody')],
      'nobody',
    ],
    ['not known, by a client that never was', [silent('nobody')], 'unknown'],
    [
      'not known, as nothing was answered',
      [RECOGNISES, question('unanswered'), silent('unanswered')],
      'unknown',
    ],
    ['not known, as nothing was asked', [], 'unknown'],
  ])('is %s', (_, facts, who) => {
    expect(presenceAfter(story(...facts), 0)).toEqual({ who });
  });

  it('is what was answered after the last deed alone', () => {
    const facts = story(question('nobody'), deed('clear', 'done'));
    expect(presenceAfter(facts, 2)).toEqual({ who: 'unknown' });
    expect(presenceAfter(facts, 1)).toEqual({ who: 'unknown' });
    expect(presenceAfter(facts, 0)).toEqual({ who: 'nobody' });
    expect(presenceAfter(story(silent('somebody'), ENDED, question('nobody')), 2)).toEqual({ who: 'nobody' });
  });

  it('is not known by the last reason: of the silent answer, of the question, of a step', () => {
    const asked = { ...question('unanswered'), ...because('server-unreachable') };
    const silently = { ...silent('unanswered'), ...because('client-refused') };
    const all = [failed('timed-out'), failed('devices-left'), failed('not-a-realm'), asked, silently];
    const causeOf = (...facts: NewFact[]) => presenceAfter(story(...facts), 0);
    expect(causeOf(...all)).toEqual({ who: 'unknown', ...because('client-refused') });
    expect(causeOf(...all.slice(0, 4))).toEqual({ who: 'unknown', ...because('server-unreachable') });
    expect(causeOf(...all.slice(0, 3))).toEqual({ who: 'unknown', ...because('not-a-realm') });
  });
});

describe('a session behind the browser’s cookie', () => {
  it('has its name by a session that was found there, not by a remembered one', () => {
    expect(isNamed(story(question('somebody'), session('s0', 'remembered')))).toBe(false);
    expect(isNamed(story(session('s0', 'remembered'), session()))).toBe(true);
  });
});

describe('anybody', () => {
  it.each<[string, NewFact[], boolean]>([
    ['was there, as the question found them', [question('somebody'), question('nobody')], true],
    ['was there, as prompt=none did', [silent('somebody')], true],
    ['was there, as a session was found in the browser', [session()], true],
    ['was there, as a token was accepted', [token('refused'), token('accepted', 's2')], true],
    ['was there, as the question has ended somebody without a name', [ENDED_UNNAMED], true],
    [
      'was there, as the popup had seen them and a session is remembered',
      [SEEN, session('s0', 'remembered')],
      true,
    ],
    ['was not, where the popup alone had seen them', [SEEN, question('nobody')], false],
    ['was not, where a session is only remembered', [session('s0', 'remembered')], false],
    ['was not, where a token was refused', [token('refused')], false],
    ['was not, where only the end of a session with a name came back', [deed('fetch', 'leads', 's0')], false],
    [
      'was not, where the end of somebody without a name has not come',
      [deed('question', 'page', '(browser)')],
      false,
    ],
    ['was not, where nothing is known', [], false],
  ])('%s', (_, facts, is) => {
    expect(anybodyFound(story(...facts))).toBe(is);
  });
});
