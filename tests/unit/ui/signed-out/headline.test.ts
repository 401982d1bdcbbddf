import { describe, expect, it } from 'vitest';
import type { Run, RunRow, SignOutResult } from '../../../../lib/contract/status.ts';
import { message } from '../../../../lib/ui/shared/words/message.ts';
import {
  actsOfRow,
  adviceOf,
  headlineOf,
  latestRun,
  type Outcome,
  outcomeOf,
  sublineOf,
} from '../../../../lib/ui/signed-out/headline.ts';

type End = SignOutResult | 'working';

const row = (label: string, end: End, more: Partial<RunRow> = {}): RunRow => ({
  realmId: label,
  issuer: `https://sso.example.org/realms/${label}`,
  label,
  ...(end !== 'working' && { result: end }),
  ...more,
});
const rows = (...ends: End[]): RunRow[] => ends.map((end, at) => row(`R${at + 1}`, end));

describe('the outcome of a sign-out', () => {
  const table: [End[], Outcome][] = [
    [['verified'], 'signed-out'],
    [['already-signed-out'], 'signed-out'],
    [['verified', 'already-signed-out'], 'signed-out'],
    [['working'], 'working'],
    [['verified', 'working'], 'working'],
    [['failed', 'working'], 'working'],
    [['verified', 'failed'], 'partly'],
    [['verified', 'unverified'], 'partly'],
    [['already-signed-out', 'failed', 'unverified'], 'partly'],
    [['unverified'], 'not-verified'],
    [['unverified', 'unverified'], 'not-verified'],
    [['failed'], 'not-signed-out'],
    [['failed', 'unverified'], 'not-signed-out'],
  ];
  it.each(table)('of %j is %s', (ends, outcome) => {
    expect(outcomeOf(rows(...ends))).toBe(outcome);
  });

  it('is signed-out for no combination with anything unproven in it', () => {
    const ends: End[] = ['verified', 'already-signed-out', 'unverified', 'failed', 'working'];
    const combinations = ends.flatMap((a) => ends.flatMap((b) => ends.map((c) => [a, b, c])));
    const signedOut = combinations.filter((some) => outcomeOf(rows(...some)) === 'signed-out');
    expect(signedOut).toHaveLength(8);
    expect(signedOut.flat().every((end) => end === 'verified' || end === 'already-signed-out')).toBe(true);
  });
});

describe('the headline', () => {
  it('names the realms that are left', () => {
    const some = [row('Support', 'verified'), row('Staff', 'failed'), row('Partners', 'unverified')];
    expect(headlineOf(some, 'en')).toEqual(message('result.except', { names: 'Staff and Partners' }));
    expect(headlineOf(some, 'de')).toEqual(message('result.except', { names: 'Staff und Partners' }));
  });

  it('counts the realms that are left where there are many', () => {
    const some = rows('verified', 'failed', 'failed', 'failed', 'failed');
    expect(headlineOf(some, 'en')).toEqual(message('result.except_count', { count: 4 }));
  });

  it.each([
    ['working', message('result.working')],
    ['verified', message('result.signed_out')],
    ['unverified', message('result.not_verified')],
    ['failed', message('result.not_signed_out')],
  ] as const)('of one realm that is %s has words of its own', (end, headline) => {
    expect(headlineOf(rows(end), 'en')).toEqual(headline);
  });
});

describe('the advice', () => {
  it('is there only where something can be done', () => {
    expect(adviceOf(rows('verified'))).toBeNull();
    expect(adviceOf(rows('verified', 'working'))).toBeNull();
    expect(adviceOf(rows('verified', 'failed'))).toEqual(message('result.advice'));
    expect(adviceOf([row('Staff', 'working', { step: 'waiting-for-person' })])).toEqual(
      message('result.advice_waiting'),
    );
  });
});

describe('the line below the headline', () => {
  const at = new Date(2026, 0, 5, 10, 32).getTime();
  const setting = { locale: 'en-GB', now: at };
  const run = (some: RunRow[]): Run => ({ id: 'run', startedAt: at, rows: some });

  it('says how many realms, when and how long', () => {
    const some = [row('Support', 'verified', { tookMs: 210 }), row('Staff', 'failed', { tookMs: 400 })];
    const args = { good: 1, count: 2, time: '10:32', seconds: '0.4' };
    expect(sublineOf(run(some), setting)).toEqual(message('result.checked', args));
  });

  it('claims no check where nothing could be checked', () => {
    const some = [row('Staff', 'failed', { tookMs: 10_000 })];
    expect(sublineOf(run(some), setting)).toEqual(message('result.tried', { time: '10:32', seconds: '10' }));
  });

  it('counts what is done while something works', () => {
    const some = rows('verified', 'failed', 'working');
    expect(sublineOf(run(some), setting)).toEqual(message('popup.progress', { done: 2, total: 3 }));
  });
});

describe('what can be done about a row', () => {
  it.each([
    ['nothing while it works', row('Staff', 'working', { step: 'verifying' }), []],
    ['show the tab that waits', row('Staff', 'working', { step: 'waiting-for-person' }), ['show-tab']],
    ['nothing once it is proven', row('Staff', 'verified'), []],
    ['try again when it failed', row('Staff', 'failed'), ['try-again']],
    ['try again when it is not proven', row('Staff', 'unverified'), ['try-again']],
    [
      'allow access first where that is missing',
      row('Staff', 'unverified', { failure: { code: 'access-missing', details: [] } }),
      ['allow', 'try-again'],
    ],
  ])('is: %s', (_, some, acts) => {
    expect(actsOfRow(some)).toEqual(acts);
  });
});

describe('a sign-out that was tried again', () => {
  const first: Run = { id: 'first', startedAt: 1000, rows: [row('A', 'verified'), row('B', 'failed')] };
  const retry: Run = { id: 'retry', startedAt: 2000, rows: [row('B', 'verified')] };
  const later: Run = { id: 'later', startedAt: 3000, rows: [row('C', 'failed')] };

  it('shows each realm as its latest try left it', () => {
    const shown = latestRun([later, retry, first], 'first');
    expect(shown).toEqual({
      id: 'first',
      startedAt: 2000,
      rows: [row('A', 'verified'), row('B', 'verified')],
    });
  });

  it('shows nothing of tries before it', () => {
    expect(latestRun([later, retry, first], 'retry')).toEqual(retry);
  });

  it('is undefined where it is no longer kept', () => {
    expect(latestRun([later], 'first')).toBeUndefined();
  });
});
