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
import type { HeadlineKind } from '../../../../lib/verdict/headline.ts';
import { appOf, providerOf, rowOf, runOf } from '../rows.ts';
import { type Language, textOf } from '../words.ts';

const out = rowOf('Support', 'signed-out');
const app = (state: 'open' | 'unknown', name = 'Wiki') => appOf(name, state, 'in-session');
const these = { scope: 'these' as const };
const read = (language: Language, rows: RunRow[], more = {}) =>
  textOf(language, wordsOf(headlineOfRun(runOf(rows, more)), language));

/** Every kind of headline, what it is made of, and how it reads. */
const HEADLINES: [HeadlineKind, RunRow[], object, string, string][] = [
  ['working', [out, rowOf('Staff', 'working')], {}, 'Signing out…', 'Abmeldung läuft…'],
  ['somebody', [rowOf('Staff', 'somebody')], {}, 'Not signed out', 'Nicht abgemeldet'],
  ['somebody', [rowOf('Staff', 'may-remain')], {}, 'Not signed out', 'Nicht abgemeldet'],
  [
    'somebody',
    [out, rowOf('Staff', 'somebody'), rowOf('HQ', 'not-proven')],
    {},
    'Signed out, except for Staff and HQ',
    'Abgemeldet, außer von Staff und HQ',
  ],
  [
    'again',
    [rowOf('HQ', 'again')],
    {},
    'HQ signed you in again by itself',
    'HQ hat Sie von selbst wieder angemeldet',
  ],
  [
    'again',
    [rowOf('HQ', 'again'), rowOf('Staff', 'again')],
    {},
    'HQ and Staff signed you in again by themselves',
    'HQ und Staff haben Sie von selbst wieder angemeldet',
  ],
  ['again', [out, rowOf('HQ', 'again')], {}, 'Signed out, except for HQ', 'Abgemeldet, außer von HQ'],
  ['not-proven', [rowOf('HQ', 'not-proven')], {}, 'Sign-out not verified', 'Abmeldung nicht belegt'],
  [
    'not-proven',
    [out, rowOf('HQ', 'not-proven')],
    {},
    'Signed out, except for HQ',
    'Abgemeldet, außer von HQ',
  ],
  [
    'provider',
    [rowOf('Staff', 'signed-out', { providers: [providerOf('Google', 'unknown')], apps: [app('open')] })],
    {},
    'Keycloak has signed you out. You may still be signed in at Google.',
    'Keycloak hat Sie abgemeldet. Bei Google sind Sie vielleicht noch angemeldet.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('unknown')], devices: { ended: false, count: 1 } })],
    {},
    'Keycloak has signed you out. 1 app may still be open.',
    'Keycloak hat Sie abgemeldet. 1 App ist vielleicht noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { appsUntold: true })],
    {},
    'Keycloak has signed you out. Apps that you used may still be open.',
    'Keycloak hat Sie abgemeldet. Apps, die Sie benutzt haben, sind vielleicht noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('unknown'), app('unknown', 'Board')] })],
    {},
    'Keycloak has signed you out. 2 apps may still be open.',
    'Keycloak hat Sie abgemeldet. 2 Apps sind vielleicht noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('open')] })],
    {},
    'Keycloak has signed you out. 1 app is still open.',
    'Keycloak hat Sie abgemeldet. 1 App ist noch offen.',
  ],
  [
    'apps',
    [rowOf('Staff', 'signed-out', { apps: [app('open'), app('open', 'Board')] })],
    {},
    'Keycloak has signed you out. 2 apps are still open.',
    'Keycloak hat Sie abgemeldet. 2 Apps sind noch offen.',
  ],
  [
    'devices',
    [rowOf('Staff', 'signed-out', { devices: { ended: false, count: 2 } })],
    {},
    'Keycloak has signed you out here. Your other devices may still be signed in.',
    'Keycloak hat Sie hier abgemeldet. Ihre anderen Geräte sind vielleicht noch angemeldet.',
  ],
  ['signed-out-of', [out], these, 'Signed out of Support', 'Abgemeldet von Support'],
  ['signed-out', [out, rowOf('Staff', 'nothing')], {}, 'You are signed out', 'Sie sind abgemeldet'],
  ['nothing', [rowOf('Staff', 'nothing')], {}, 'Nothing to sign out of', 'Nichts abzumelden'],
];

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

  it('claims no check where nothing could be checked', () => {
    const some = [took(rowOf('Staff', 'not-proven'), 10_000)];
    expect(sublineOf(run(some), setting)).toEqual(message('result.tried', { time: '10:32', seconds: '10' }));
  });

  it('counts what is done while something works', () => {
    const some = [out, rowOf('Staff', 'may-remain'), rowOf('HQ', 'working')];
    expect(sublineOf(run(some), setting)).toEqual(message('popup.progress', { done: 2, total: 3 }));
  });
});
