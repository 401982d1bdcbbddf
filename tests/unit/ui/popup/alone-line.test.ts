import { describe, expect, it } from 'vitest';
import type { View } from '../../../../lib/contract/messages.ts';
import type { AppAlone, RealmStatus } from '../../../../lib/contract/status.ts';
import { linesOfAlone } from '../../../../lib/ui/popup/alone-line.ts';
import { changesBetween } from '../../../../lib/ui/popup/changes.ts';
import { type AloneVerdict, judgeAlone } from '../../../../lib/verdict/alone.ts';
import type { AppRef, AppState, Fact } from '../../../../lib/verdict/facts.ts';
import { viewOf } from '../view.ts';
import { type Language, textOf } from '../words.ts';

const PLACE: AppRef = { key: 'https://wiki.test', name: 'Wiki', origin: 'https://wiki.test' };
const BARE: AppRef = { key: 'wiki', name: 'Wiki' };

/** What the facts of these marks come to. */
function judged(marks: AppState[], app = PLACE, more: Fact[] = []): AloneVerdict {
  return judgeAlone([...marks.map((is, at): Fact => ({ f: 'app', at, app, is })), ...more]);
}

function aloneWith(verdict?: AloneVerdict, startedAt = 1): AppAlone {
  const app = { key: 'wiki', name: 'Wiki', isClient: true, isOffline: false, places: [PLACE] };
  return { realmId: '0', app, startedAt, ...(verdict && { verdict }) };
}

function lineOf(verdict?: AloneVerdict, language: Language = 'en'): [string | undefined, string] {
  const [line] = linesOfAlone(aloneWith(verdict), 'Support', language);
  const words = line?.look.words.map((one) => textOf(language, one)).join(', ') ?? '';
  return [line?.look.mark, words];
}

const AGAIN = 'lets you in again while you are signed in to Support';

describe('what is said of signing out of one app alone', () => {
  it.each<[AppState[], string, string]>([
    [
      ['cannot-end', 'cleared'],
      'done',
      `this Keycloak cannot end one app alone, cleared in this browser, ${AGAIN}`,
    ],
    [
      ['ended', 'cleared', 'closed'],
      'done',
      `Keycloak has ended its sessions, on other devices too, cleared in this browser, its tabs closed, ${AGAIN}`,
    ],
    [
      ['ended'],
      'unsure',
      `Keycloak has ended its sessions, on other devices too, not asked whether you are out, ${AGAIN}`,
    ],
    [['cleared', 'out'], 'ok', `cleared in this browser, asked, out, ${AGAIN}`],
    [['not-ended', 'cleared'], 'done', `Keycloak has not ended it, cleared in this browser, ${AGAIN}`],
    [
      ['cannot-end', 'cleared', 'in'],
      'alert',
      `this Keycloak cannot end one app alone, cleared in this browser, asked, it still lets you in, ${AGAIN}`,
    ],
    [
      ['cannot-end', 'not-allowed'],
      'unsure',
      'this Keycloak cannot end one app alone, not cleared, because access to it has not been allowed',
    ],
    [
      ['cleared', 'kept-open'],
      'unsure',
      `cleared in this browser, a tab with unsaved input was left open, ${AGAIN}`,
    ],
  ])('of %j', (marks, mark, words) => {
    expect(lineOf(judged(marks))).toEqual([mark, words]);
  });

  it('is that nobody but a newer server could, where no address is known', () => {
    expect(lineOf(judged(['cannot-end'], BARE))).toEqual([
      'unsure',
      'no address of it is known, so only Keycloak could end it, and this one cannot',
    ]);
  });

  it('is that the person was not signed in any more, and then nothing lets them in again', () => {
    const nobody: Fact = { f: 'browser', at: 0, who: 'nobody', by: 'question' };
    expect(lineOf(judged(['cleared'], PLACE, [nobody]))).toEqual([
      'done',
      'cleared in this browser, you are not signed in to Support any more',
    ]);
  });

  it('is that it is at work, and stands in both languages', () => {
    expect(lineOf()).toEqual(['busy', 'Signing out…']);
    expect(lineOf(judged(['cleared']), 'de')[1]).toBe(
      'in diesem Browser geleert, lässt Sie wieder ein, solange Sie bei Support angemeldet sind',
    );
  });
});

describe('what is told to a person who does not see it', () => {
  const SETTING = { locale: 'en', now: 0 };
  const IN: RealmStatus = { state: 'signed-in', userName: 'alice' };
  const view = (alone: AppAlone[], status = IN): View => ({ ...viewOf(status), alone });
  const news = (before: View, after: View) =>
    changesBetween(before, after, SETTING).map((one) => textOf('en', one));
  const done = aloneWith(judged(['cleared']));
  const said = 'Wiki: cleared in this browser, lets you in again while you are signed in to Realm 0.';

  it('is what came of it, once', () => {
    expect(news(view([aloneWith()]), view([done]))).toEqual([said]);
    expect(news(view([]), view([done]))).toEqual([said]);
    expect(news(view([done]), view([done]))).toEqual([]);
    expect(news(view([done]), view([{ ...done, startedAt: 2 }]))).toEqual([said]);
  });

  it('is nothing while it is at work, nor once the realm itself was signed out of', () => {
    expect(news(view([]), view([aloneWith()]))).toEqual([]);
    const out: RealmStatus = { state: 'signed-out', runId: 'run' };
    expect(news(view([], out), view([done], out))).toEqual([]);
  });
});
