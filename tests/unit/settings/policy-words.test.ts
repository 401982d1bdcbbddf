import { describe, expect, it } from 'vitest';
import { NO_POLICY, readPolicy } from '../../../lib/settings/policy.ts';
import { mayFind } from '../../../lib/settings/policy-find.ts';

describe.each([
  ['builtInClient', ['off', 'question', 'on'], 'on'],
  ['find', ['off', 'show', 'on'], 'on'],
  ['clearApps', ['off', 'offer', 'on'], 'offer'],
] as const)('a policy’s word on %s', (name, words, standard) => {
  it.each(words)('may be %s', (word) => {
    expect(readPolicy({ [name]: word })).toEqual({ ...NO_POLICY, [name]: word });
  });

  it(`is ${standard} where it is not said`, () => {
    expect(readPolicy({})[name]).toBe(standard);
  });

  it.each(['', 'always', true, null])('is read as the most careful one where nobody knows it: %j', (word) => {
    const faults = [{ path: name, reason: expect.stringMatching(/./), value: word }];
    expect(readPolicy({ [name]: word })).toEqual({ ...NO_POLICY, [name]: 'off', faults });
  });
});

describe('a policy that locks the list of realms', () => {
  it('has named all that count, unless it says otherwise', () => {
    const found = (policy: object) => readPolicy({ locked: ['realms'], ...policy }).find;
    expect([found({}), found({ find: 'show' }), found({ find: 'on' })]).toEqual(['off', 'show', 'on']);
    expect(readPolicy({ locked: ['signOut'] }).find).toBe('on');
  });
});

describe('realms are found by their cookie', () => {
  it.each([
    ['on', 'on', true],
    ['show', 'on', true],
    ['off', 'on', false],
    ['on', 'question', false],
    ['on', 'off', false],
    ['off', 'off', false],
  ] as const)(
    'where a policy says find: %s and builtInClient: %s, or not: %s',
    (find, builtInClient, may) => {
      expect(mayFind({ ...NO_POLICY, find, builtInClient })).toBe(may);
    },
  );
});
