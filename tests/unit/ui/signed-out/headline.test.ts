import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../../lib/contract/status.ts';
import { message } from '../../../../lib/ui/shared/words/message.ts';
import {
  adviceOf,
  headlineOfRun,
  markOf,
  sublineOf,
  wordsOf,
} from '../../../../lib/ui/signed-out/headline.ts';
import { appOf, providerOf, rowOf, runOf } from '../rows.ts';
import { type Language, textOf } from '../words.ts';
import { HEADLINES, out, these } from './headlines.ts';

const read = (language: Language, rows: RunRow[], more = {}) =>
  textOf(language, wordsOf(headlineOfRun(runOf(rows, more)), language));

describe('a headline', () => {
  it.each(HEADLINES)('of the kind %s tells the whole truth in both languages', (kind, rows, more, en, de) => {
    expect(headlineOfRun(runOf(rows, more)).kind).toBe(kind);
    expect(read('en', rows, more)).toBe(en);
    expect(read('de', rows, more)).toBe(de);
  });

  it('names three and counts more', () => {
    const four = ['A', 'B', 'C', 'D'];
    const all = (is: 'again' | 'not-proven' | 'signed-out') => four.map((label) => rowOf(label, is));
    const providers = four.map((name) => providerOf(name, 'in'));
    expect(read('en', [out, ...all('not-proven').slice(1)])).toBe('Signed out, except for B, C, and D');
    expect(read('en', [out, ...all('not-proven')])).toBe('Signed out, except for 4 realms');
    expect(read('en', all('again'))).toBe('4 realms signed you in again by themselves');
    expect(read('en', all('signed-out'), these)).toBe('Signed out of 4 realms');
    expect(read('en', [rowOf('Staff', 'signed-out', { providers })])).toBe(
      'Keycloak has signed you out. You may still be signed in at 4 identity providers.',
    );
  });

  it('has the green check only where nothing is left', () => {
    const marks = HEADLINES.map(
      ([kind, rows, more]) => [kind, markOf(headlineOfRun(runOf(rows, more)))] as const,
    );
    const green = marks.filter(([, { name, tone }]) => name === 'ok' || tone === 'good');
    expect(green.map(([kind]) => kind)).toEqual(['signed-out-of', 'signed-out']);
  });

  it.each([
    ['working', 'busy'],
    ['somebody', 'alert'],
    ['again', 'alert'],
    ['not-proven', 'unsure'],
    ['provider', 'alert'],
    ['apps', 'alert'],
    ['devices', 'alert'],
    ['nothing', 'out'],
  ] as const)('of the kind %s has the mark %s', (kind, mark) => {
    const [, rows = [], more] = HEADLINES.find(([one]) => one === kind) ?? [];
    expect(markOf(headlineOfRun(runOf(rows, more))).name).toBe(mark);
  });

  it('is bad where no realm is out, and a warning where some are', () => {
    const toneOf = (...rows: RunRow[]) => markOf(headlineOfRun(runOf(rows))).tone;
    expect(toneOf(rowOf('Staff', 'somebody'))).toBe('bad');
    expect(toneOf(out, rowOf('Staff', 'somebody'))).toBe('warn');
  });
});

describe('the advice', () => {
  const adviceFor = (rows: RunRow[], more = {}) => {
    const run = runOf(rows, more);
    return adviceOf(headlineOfRun(run), run.rows);
  };

  it('is there for every headline that is not the whole good news', () => {
    const silent = HEADLINES.filter(([, rows, more]) => adviceFor(rows, more) === null).map(([kind]) => kind);
    expect(silent).toEqual(['working', 'signed-out', 'nothing']);
  });

  it('speaks in both languages', () => {
    for (const [, rows, more] of HEADLINES) {
      const advice = adviceFor(rows, more);
      if (advice) expect(textOf('de', advice)).not.toBe(textOf('en', advice));
    }
  });

  it('says that a tab waits while a realm does', () => {
    const waiting: RunRow = { ...rowOf('Staff', 'working'), step: 'waiting-for-person' };
    expect(adviceFor([out, waiting])).toEqual(message('result.advice_waiting'));
  });
});

describe('the line below the headline', () => {
  const at = new Date(2026, 0, 5, 10, 32).getTime();
  const setting = { locale: 'en-GB', now: at };
  const run = (rows: RunRow[]) => runOf(rows, { startedAt: at });
  const took = (row: RunRow, tookMs: number): RunRow => ({ ...row, tookMs });

  it('says how many realms, when and how long', () => {
    const some = [took(out, 210), took(rowOf('Staff', 'somebody'), 400)];
    const args = { good: 1, count: 2, time: '10:32', seconds: '0.4' };
    expect(sublineOf(run(some), setting)).toEqual(message('result.checked', args));
  });

  it('counts the apps too where one of them was asked', () => {
    const apps = [
      appOf('Wiki', 'out', 'out'),
      appOf('Desk', 'cleared', 'cleared'),
      appOf('Chat', 'open', 'in'),
    ];
    const some = [took(rowOf('Staff', 'signed-out', { apps }), 400)];
    expect(textOf('en', sublineOf(run(some), setting))).toBe(
      '1 of 1 realm, 2 of 3 apps, checked with Keycloak and the apps at 10:32. It took 0.4 seconds.',
    );
    const unasked = [took(rowOf('Staff', 'signed-out', { apps: apps.slice(1, 2) }), 400)];
    expect(textOf('en', sublineOf(run(unasked), setting))).toContain('realm, checked with Keycloak at');
  });

  it('claims no check where nothing could be checked', () => {
    const some = [took(rowOf('Staff', 'not-proven'), 10_000)];
    expect(sublineOf(run(some), setting)).toEqual(message('result.tried', { time: '10:32', seconds: '10' }));
  });

  it('counts what is done while something works', () => {
    const some = [out, rowOf('Staff', 'may-remain'), rowOf('HQ', 'working')];
    expect(sublineOf(run(some), setting)).toEqual(message('popup.progress', { done: 2, total: 3 }));
  });
});
