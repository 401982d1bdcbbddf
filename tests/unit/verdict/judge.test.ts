import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { isOut, isProven, judge } from '../../../lib/verdict/judge.ts';
import {
  deed,
  ENDED,
  ENDED_UNNAMED,
  FOUND,
  failed,
  PROOF,
  question,
  session,
  silent,
  story,
  token,
} from './story.ts';

const SESSION_ONLY = { otherDevices: false };
const RECOGNISES: NewFact = { f: 'recognises' };
const GIVEN_UP: NewFact = { f: 'given-up' };

type Row = [words: string, facts: NewFact[], verdict: string, code?: string];

/** The table of docs/how-it-verifies.md and lib/verdict/README.md. */
const TABLE: Row[] = [
  ['the session was ended, its token is refused, nobody is in', [...FOUND, ENDED, ...PROOF], 'signed-out'],
  [
    'the same, and nobody by prompt=none in a browser where the client was recognised',
    [RECOGNISES, ...FOUND, ENDED, question('unanswered'), silent('nobody'), token('refused')],
    'signed-out',
  ],
  [
    'a session that never had a good token was ended by the word of the OP',
    [question('somebody'), session(), token('unclear'), ENDED, question('nobody'), token('unclear')],
    'signed-out',
  ],
  [
    'somebody without a name was ended by the question',
    [question('somebody'), silent('unanswered'), ENDED_UNNAMED, question('nobody')],
    'signed-out',
  ],
  [
    'two sessions, both refused',
    [...FOUND, session('s0', 'remembered'), token('accepted', 's0'), ENDED, ...PROOF, token('refused', 's0')],
    'signed-out',
  ],
  [
    'the session was ended by the account API after the question had found it once more',
    [...FOUND, question('somebody'), deed('question', 'page'), deed('account', 'done'), ...PROOF],
    'signed-out',
  ],
  ['nobody was there', [question('nobody'), question('nobody')], 'nothing'],
  [
    'nobody was there, and the remembered session had ended before',
    [session('s0', 'remembered'), token('refused', 's0'), question('nobody')],
    'nothing',
  ],
  [
    'the question was not answered in the end',
    [...FOUND, ENDED, question('unanswered'), token('refused')],
    'not-proven',
    'not-proven',
  ],
  [
    'nobody by prompt=none, where the client never was recognised',
    [question('unanswered'), silent('nobody'), question('unanswered'), silent('nobody')],
    'not-proven',
    'not-proven',
  ],
  [
    'nobody, and the server still accepts the token',
    [...FOUND, ENDED, question('nobody'), token('accepted')],
    'not-proven',
    'session-left',
  ],
  [
    'nobody, and the token has expired before it could be refused',
    [...FOUND, ENDED, question('nobody'), token('expired')],
    'not-proven',
    'token-expired',
  ],
  [
    'nobody, and the token was not tried after the last deed',
    [...FOUND, token('refused'), ENDED, question('nobody')],
    'not-proven',
    'not-proven',
  ],
  [
    'nobody was asked after the last deed',
    [...FOUND, ENDED, ...PROOF, deed('clear', 'done', 'https://a.test')],
    'not-proven',
    'not-proven',
  ],
  [
    'one of two sessions is not refused',
    [...FOUND, session('s0', 'remembered'), token('accepted', 's0'), ENDED, ...PROOF, token('unclear', 's0')],
    'not-proven',
    'not-proven',
  ],
  [
    'a token of a session that nothing else names was accepted',
    [...FOUND, token('accepted', 's9'), ENDED, ...PROOF],
    'not-proven',
    'not-proven',
  ],
  [
    'somebody without a name was found and is gone by itself: Keycloak clears cookies of sessions that live on',
    [...FOUND, ENDED, question('somebody'), silent('unanswered'), ...PROOF],
    'not-proven',
    'not-proven',
  ],
  [
    'the question had found another session than the hint ended, and that one is gone by itself',
    [session(), token('accepted'), question('somebody'), ENDED, ...PROOF],
    'not-proven',
    'not-proven',
  ],
  [
    'nothing is heard of a remembered session whose token had expired: nothing says that it lives',
    [session('s0', 'remembered'), token('expired', 's0'), failed('server-unreachable')],
    'not-proven',
    'server-unreachable',
  ],
  [
    'nothing was done at all, as the server is down',
    [failed('server-unreachable')],
    'not-proven',
    'server-unreachable',
  ],
  ['it was given up, whatever is proven', [...FOUND, ENDED, ...PROOF, GIVEN_UP], 'not-proven', 'unfinished'],
  [
    'the session was found, and nothing could end it',
    [...FOUND, failed('timed-out'), question('unanswered')],
    'may-remain',
    'timed-out',
  ],
  [
    'the session was found a moment ago, and the OP answers nothing since',
    [session('s1'), failed('server-unreachable'), question('unanswered')],
    'may-remain',
    'server-unreachable',
  ],
  [
    'nothing is heard of a session that was remembered',
    [
      session('s0', 'remembered'),
      token('unclear', 's0'),
      failed('server-unreachable'),
      question('unanswered'),
    ],
    'may-remain',
    'server-unreachable',
  ],
  [
    'the popup had seen somebody, and the OP answers nothing since',
    [{ f: 'seen' }, failed('server-unreachable'), question('unanswered')],
    'may-remain',
    'server-unreachable',
  ],
  ['the popup had seen somebody, and nobody is there now', [{ f: 'seen' }, question('nobody')], 'nothing'],
  [
    'the session lives after all ways were tried, and who is in is not known',
    [...FOUND, deed('fetch', 'refused'), token('accepted'), question('unanswered')],
    'may-remain',
    'not-proven',
  ],
  [
    'somebody is in, and it is the one who was',
    [...FOUND, deed('fetch', 'page'), ...FOUND],
    'somebody',
    'still-signed-in',
  ],
  [
    'the OP says that it has ended the session, and it is still there',
    [...FOUND, ENDED, ...FOUND],
    'somebody',
    'still-signed-in',
  ],
  [
    'somebody is in by prompt=none, which the question did not answer',
    [...FOUND, ENDED, question('unanswered'), silent('somebody'), token('refused')],
    'somebody',
    'still-signed-in',
  ],
  [
    'somebody is in whom the realm does not name',
    [question('somebody'), deed('question', 'page', '(browser)'), question('somebody')],
    'somebody',
    'somebody-unnamed',
  ],
  [
    'the same, with what kept it from saying who',
    [question('somebody'), failed('client-refused'), question('somebody')],
    'somebody',
    'client-refused',
  ],
  [
    'somebody came in since the end, without a person’s doing',
    [...FOUND, ENDED, question('somebody'), silent('somebody'), session('s2'), token('accepted', 's2')],
    'again',
    'signed-in-again',
  ],
];

describe('the verdict', () => {
  it.each(TABLE)('where %s', (_, facts, is, code) => {
    const verdict = judge(story(...facts), SESSION_ONLY);
    expect([verdict.is, verdict.failure?.code]).toEqual([is, code]);
  });

  it('names the identity providers through which somebody came in again', () => {
    const details = {
      f: 'details' as const,
      sid: 's1',
      apps: [],
      devices: 0,
      offline: [],
      providers: [{ alias: 'idp', name: 'Company' }],
    };
    const facts = story(...FOUND, details, ENDED, question('somebody'), silent('somebody'), session('s2'));
    expect(judge(facts, SESSION_ONLY).failure).toEqual({ code: 'signed-in-again', details: ['Company'] });
  });

  it('counts the deeds of realms that share an app or a host', () => {
    const facts = story(...FOUND, ENDED, ...PROOF);
    expect(judge(facts, SESSION_ONLY, facts.length + 1).is).toBe('not-proven');
  });

  it('says beside a proof what an admin should know', () => {
    const noted: NewFact = { f: 'noted', cause: { code: 'post-logout-uri-refused', details: ['u'] } };
    expect(judge(story(...FOUND, ENDED, noted, ...PROOF), SESSION_ONLY)).toMatchObject({
      is: 'signed-out',
      failure: { code: 'post-logout-uri-refused' },
    });
  });
});

describe('other devices', () => {
  const asked = { otherDevices: true };
  const signedOut = [...FOUND, ENDED, ...PROOF];

  it('are no part of it where nobody asked for them, or nobody was there', () => {
    expect(judge(story(...signedOut), SESSION_ONLY).devices).toBeUndefined();
    expect(judge(story(question('nobody')), asked).devices).toBeUndefined();
  });

  it('keep a realm from being proven where they are not known to have ended, with the cause', () => {
    const cause = { code: 'devices-left' as const, details: ['account API: 403'] };
    const refused: NewFact = { f: 'devices', ended: false, count: 2, cause };
    const verdict = judge(story(...FOUND, refused, ENDED, ...PROOF), asked);
    expect(verdict).toMatchObject({ is: 'signed-out', devices: { ended: false, count: 2 }, failure: cause });
    expect([isOut(verdict.is), isProven(verdict)]).toEqual([true, false]);
  });

  it('are said to be left where nothing could be asked of them', () => {
    const verdict = judge(story(...signedOut), asked);
    expect(verdict).toMatchObject({ devices: { ended: false }, failure: { code: 'devices-left' } });
  });

  it('are done with once the server has confirmed it', () => {
    const ended: NewFact = { f: 'devices', ended: true, count: 2 };
    expect(isProven(judge(story(...FOUND, ended, ENDED, ...PROOF), asked))).toBe(true);
  });

  it('are left where another session has come into the browser since they were done with: it may be another person’s', () => {
    const ended: NewFact = { f: 'devices', ended: true, count: 2 };
    const other = [
      question('somebody'),
      session('s2'),
      token('accepted', 's2'),
      deed('fetch', 'leads', 's2'),
    ];
    const facts = [...FOUND, ended, ENDED, ...other, ...PROOF, token('refused', 's2')];
    const verdict = judge(story(...facts), asked);
    expect(verdict).toMatchObject({ is: 'signed-out', devices: { ended: false } });
    expect(isProven(verdict)).toBe(false);
    expect(isProven(judge(story(...facts, ended), asked))).toBe(true);
  });
});
