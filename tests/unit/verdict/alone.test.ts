import { describe, expect, it } from 'vitest';
import type { NewFact } from '../../../lib/flows/sign-out/act.ts';
import { judgeAlone } from '../../../lib/verdict/alone.ts';
import type { AppState } from '../../../lib/verdict/facts.ts';
import { failed, question, silent, story } from './story.ts';

const WIKI = { key: 'wiki', name: 'Wiki' };
const seen = (is: AppState, app = WIKI): NewFact => ({ f: 'app', app, is });

describe('signing out of one app alone', () => {
  it.each<AppState>(['ended', 'cleared', 'out'])(
    'holds until the person comes again where it is %s',
    (is) => {
      const verdict = judgeAlone(story(silent('somebody'), seen('not-told'), seen(is)));
      expect(verdict).toMatchObject({ letsInAgain: true, apps: [{ key: 'wiki', marks: ['not-told', is] }] });
      expect(verdict).not.toHaveProperty('isRealmOut');
      expect(verdict).not.toHaveProperty('failure');
    },
  );

  it.each<AppState>(['not-ended', 'cannot-end', 'not-cleared', 'in', 'told'])(
    'promises nothing where it is %s',
    (is) => {
      expect(judgeAlone(story(silent('somebody'), seen(is)))).not.toHaveProperty('letsInAgain');
    },
  );

  it('holds where one of its places is done with', () => {
    const other = { key: 'https://wiki.test', name: 'Wiki' };
    expect(judgeAlone(story(seen('not-ended'), seen('cleared', other)))).toMatchObject({ letsInAgain: true });
  });

  it('says that the realm has nobody here any more, who could come again', () => {
    const facts = story(question('somebody'), question('somebody'), seen('cleared'), question('nobody'));
    expect(judgeAlone(facts)).toEqual({ apps: [expect.objectContaining(WIKI)], isRealmOut: true });
    expect(judgeAlone(story(question('nobody'), question('somebody')))).toEqual({ apps: [] });
    expect(judgeAlone(story(question('nobody'), question('unanswered')))).toEqual({ apps: [] });
  });

  it('gives the last reason why a step did not get on', () => {
    const facts = story(failed('devices-left'), failed('timed-out'), failed('server-unreachable'));
    expect(judgeAlone(facts)).toEqual({ apps: [], failure: { code: 'server-unreachable', details: [] } });
  });
});
