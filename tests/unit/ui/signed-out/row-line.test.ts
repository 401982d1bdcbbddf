import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../../lib/contract/status.ts';
import type { FailureCode } from '../../../../lib/errors/failure.ts';
import { actsOfRow, failureOfRow, lookOfRow, resultOf } from '../../../../lib/ui/signed-out/row-line.ts';
import type { RealmVerdict } from '../../../../lib/verdict/judge.ts';
import { rowOf } from '../rows.ts';
import { textOf } from '../words.ts';

const because = (code: FailureCode, ...details: string[]) => ({ failure: { code, details } });
const waiting: RunRow = { ...rowOf('Staff', 'working'), step: 'waiting-for-person' };
const unnamed = rowOf('Staff', 'somebody', because('somebody-unnamed'));
const again = rowOf('HQ', 'again', because('signed-in-again', 'Google', 'Partner login'));

describe('a row of the signed-out page', () => {
  it.each<[RunRow, string, string, string]>([
    [rowOf('Staff', 'signed-out'), 'verified', 'ok', 'The session has ended, and the server confirms it.'],
    [
      rowOf('Staff', 'nothing'),
      'already-signed-out',
      'out',
      'Nothing to sign out of: you were not signed in.',
    ],
    [rowOf('Staff', 'not-proven'), 'unverified', 'unsure', 'Could not verify that the session has ended.'],
    [rowOf('Staff', 'may-remain'), 'failed', 'alert', 'You may still be signed in.'],
    [rowOf('Staff', 'somebody'), 'failed', 'alert', 'Somebody is still signed in to Staff.'],
    [unnamed, 'failed', 'alert', 'Somebody is signed in to Staff, but the realm does not say who.'],
    [rowOf('HQ', 'again'), 'failed', 'alert', 'HQ signed you in again by itself.'],
    [
      again,
      'failed',
      'alert',
      'HQ signed you in again by itself, through Google and Partner login. Sign out there first.',
    ],
  ])('reads and looks like its verdict: %#', (row, result, mark, text) => {
    const look = lookOfRow(row, 'en');
    expect(resultOf(row)).toBe(result);
    expect(look.mark).toBe(mark);
    expect(textOf('en', look.line)).toBe(text);
  });

  it('says what it does and has no result while it works', () => {
    expect(resultOf(waiting)).toBeUndefined();
    expect(textOf('en', lookOfRow(waiting, 'en').line)).toBe('Waiting for you in a tab');
    expect(lookOfRow(waiting, 'en').mark).toBe('busy');
  });

  it('explains why it is not out, once it has come to rest and its words do not say it all', () => {
    const { failure } = because('token-expired');
    expect(failureOfRow(rowOf('Staff', 'not-proven', { failure }))).toEqual(failure);
    expect(failureOfRow(rowOf('Staff', 'working', { failure }))).toBeUndefined();
    expect(failureOfRow(again)).toBeUndefined();
  });

  it('has the check for no verdict but one', () => {
    const all: RealmVerdict[] = ['signed-out', 'nothing', 'not-proven', 'may-remain', 'somebody', 'again'];
    expect(all.filter((is) => lookOfRow(rowOf('Staff', is), 'en').mark === 'ok')).toEqual(['signed-out']);
  });
});

describe('what can be done about a row', () => {
  it.each([
    ['nothing while it works', rowOf('Staff', 'working'), []],
    ['show the tab that waits', waiting, ['show-tab']],
    ['nothing once it is proven', rowOf('Staff', 'signed-out'), []],
    ['nothing where nobody was signed in', rowOf('Staff', 'nothing'), []],
    ['try again where it is not proven', rowOf('Staff', 'not-proven'), ['try-again']],
    ['try again where a session may be left', rowOf('Staff', 'may-remain'), ['try-again']],
    ['try again where somebody is in', unnamed, ['try-again']],
    ['try again where the realm signed in again', again, ['try-again']],
    [
      'allow access first where that is missing',
      rowOf('Staff', 'not-proven', because('access-missing')),
      ['allow', 'try-again'],
    ],
  ])('is: %s', (_, row, acts) => {
    expect(actsOfRow(row)).toEqual(acts);
  });
});
