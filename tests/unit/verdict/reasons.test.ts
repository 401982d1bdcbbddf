import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../lib/errors/failure.ts';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { judge } from '../../../lib/verdict/judge.ts';
import { hasWordFor } from '../../../lib/verdict/reading.ts';
import {
  deed,
  ENDED,
  ENDED_UNNAMED,
  FOUND,
  failed,
  question,
  session,
  silent,
  story,
  token,
} from './story.ts';

const failure = (...facts: NewFact[]) => judge(story(...facts), { otherDevices: false }).failure;

describe('somebody who is still in', () => {
  const unnamed = [question('somebody'), silent('unanswered')];

  it.each<[string, NewFact[], FailureCode]>([
    ['what kept a session from ending', [...FOUND, failed('server-busy'), ...FOUND], 'server-busy'],
    [
      'that they are in, where one has ended',
      [...FOUND, failed('server-busy'), ENDED, ...FOUND],
      'still-signed-in',
    ],
    [
      'what kept the realm from saying who it is, although somebody without a name has ended',
      [question('somebody'), failed('client-refused'), ENDED_UNNAMED, ...unnamed],
      'client-refused',
    ],
  ])('is told with %s', (_, facts, code) => {
    expect(failure(...facts)?.code).toBe(code);
  });

  it.each<[string, NewFact[], string[]]>([
    [
      '“login_required”, where the realm has said so beside',
      [silent('nobody'), question('somebody')],
      ['login_required'],
    ],
    ['nothing, where it was not asked for a name', [question('nobody'), question('somebody')], []],
    ['nothing, where it has not answered that', unnamed, []],
  ])('without a name is told with %s', (_, facts, details) => {
    expect(failure(...facts)).toEqual({ code: 'somebody-unnamed', details });
  });
});

describe('a session that is left, where nobody is in the browser', () => {
  const left = [ENDED, question('nobody'), token('accepted')];

  it('is told with the account that is shut out, whatever a step has met since', () => {
    const shut: NewFact = { f: 'failed', cause: { code: 'account-disabled', details: ['invalid_grant'] } };
    for (const met of [[shut], [shut, failed('timed-out')], [failed('timed-out'), shut]])
      expect(failure(...FOUND, ...met, ...left)).toEqual(shut.cause);
    expect(failure(...FOUND, failed('timed-out'), ...left)?.code).toBe('session-left');
  });
});

describe('a remembered session, where who is in the browser is not known', () => {
  it.each<[string, NewFact[], string]>([
    ['may live while its token is void', [token('void', 's0')], 'may-remain'],
    ['may live while its token says nothing', [token('unclear', 's0')], 'may-remain'],
    ['is not said to live where its token was refused', [token('refused', 's0')], 'not-proven'],
  ])('%s', (_, tried, is) => {
    const facts = story(session('s0', 'remembered'), ...tried, question('unanswered'));
    expect(judge(facts, { otherDevices: false }).is).toBe(is);
  });
});

describe('the word of the OP for a session', () => {
  it('is taken back by a token of its own that is accepted later, and by no other’s', () => {
    const ended = [session(), deed('fetch', 'leads')];
    expect(hasWordFor(story(...ended, token('accepted', 's2')), 's1')).toBe(true);
    expect(hasWordFor(story(...ended, token('accepted')), 's1')).toBe(false);
  });
});
