import { deed, ENDED, FOUND, failed, question, type Row, session, silent, token } from './story.ts';

/** The rows of the table of docs/how-it-verifies.md and lib/verdict/README.md on what remains: somebody, again, may remain. */
export const REMAINS_ROWS: Row[] = [
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
    'somebody is in, and only a remembered session was found since the end',
    [...FOUND, ENDED, question('somebody'), silent('somebody'), session('s0', 'remembered')],
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
