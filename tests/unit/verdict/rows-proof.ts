import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import {
  deed,
  ENDED,
  ENDED_UNNAMED,
  FOUND,
  failed,
  PROOF,
  question,
  type Row,
  session,
  silent,
  token,
} from './story.ts';

const RECOGNISES: NewFact = { f: 'recognises' };
const GIVEN_UP: NewFact = { f: 'given-up' };

/**
 * The rows of the table of docs/how-it-verifies.md and lib/verdict/README.md on a proof: signed out, nothing to sign out of, not proven.
 */
export const PROOF_ROWS: Row[] = [
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
  [
    'the session was ended by its hint after the question had asked a person in vain',
    [...FOUND, deed('question', 'page', '(browser)'), ENDED, ...PROOF],
    'signed-out',
  ],
  [
    'the browser’s session was known before prompt=none found somebody, and was ended by its hint',
    [question('somebody'), session(), silent('somebody'), token('accepted'), ENDED, ...PROOF],
    'signed-out',
  ],
  ['nobody was there', [question('nobody'), question('nobody')], 'nothing'],
  [
    'nobody was there, and the remembered session had ended before',
    [session('s0', 'remembered'), token('refused', 's0'), question('nobody')],
    'nothing',
  ],
  [
    'the popup had seen somebody, whose session was ended elsewhere since',
    [{ f: 'seen' }, session('s0', 'remembered'), token('refused', 's0'), question('nobody')],
    'signed-out',
  ],
  ['the popup had seen somebody, and nobody is there now', [{ f: 'seen' }, question('nobody')], 'nothing'],
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
    'the token is void, and the OP has led back from its own hint',
    [...FOUND, ENDED, question('nobody'), token('void')],
    'signed-out',
  ],
  [
    'the token of a remembered session is void, and its hint was refused',
    [
      session('s0', 'remembered'),
      token('accepted', 's0'),
      deed('fetch', 'refused', 's0'),
      question('nobody'),
      token('void', 's0'),
    ],
    'not-proven',
    'not-proven',
  ],
  [
    'the token is void, and was accepted after the OP had led back from its hint',
    [...FOUND, ENDED, token('accepted'), question('nobody'), token('void')],
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
];
