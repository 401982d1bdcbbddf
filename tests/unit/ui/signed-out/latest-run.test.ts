import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../../lib/contract/status.ts';
import { headlineOfRun } from '../../../../lib/ui/signed-out/headline.ts';
import { latestRun } from '../../../../lib/ui/signed-out/latest-run.ts';
import { appOf, providerOf, rowOf, runOf } from '../rows.ts';

const first = runOf([rowOf('A', 'signed-out'), rowOf('B', 'somebody')], { id: 'first', startedAt: 1000 });
const retry = runOf([rowOf('B', 'signed-out')], { id: 'retry', startedAt: 2000, scope: 'these' });
const later = runOf([rowOf('C', 'somebody')], { id: 'later', startedAt: 3000 });

describe('a sign-out that was tried again', () => {
  it('shows each realm as its latest try left it', () => {
    expect(latestRun([later, retry, first], 'first')).toEqual({
      id: 'first',
      startedAt: 2000,
      scope: 'everything',
      rows: [rowOf('A', 'signed-out'), rowOf('B', 'signed-out')],
      again: ['B'],
    });
  });

  it('shows nothing of tries before it', () => {
    expect(latestRun([later, retry, first], 'retry')).toEqual({ ...retry, again: [] });
  });

  it('is undefined where it is no longer kept', () => {
    expect(latestRun([later], 'first')).toBeUndefined();
  });
});

describe('what an earlier try has left beside the session', () => {
  const wiki = appOf('Wiki', 'unknown', 'in-session');
  const triedAgain = (before: RunRow, again: RunRow) => {
    const runs = [runOf([again], { id: 'again', startedAt: 2000 }), runOf([before], { id: 'before' })];
    const run = latestRun(runs, 'before');
    if (!run) throw new Error('the sign-out is not there');
    return run;
  };
  const left = rowOf('A', 'signed-out', { apps: [wiki] });

  it('is not forgotten because the OP names it no more', () => {
    const run = triedAgain(left, rowOf('A', 'nothing'));
    expect(run.rows[0]?.verdict).toMatchObject({ is: 'signed-out', apps: [wiki] });
    expect(headlineOfRun(run).kind).toBe('apps');
  });

  it('is replaced by what the latest try says of it', () => {
    const cleared = appOf('Wiki', 'cleared', 'cleared');
    const run = triedAgain(left, rowOf('A', 'nothing', { apps: [cleared] }));
    expect(run.rows[0]?.verdict.apps).toEqual([cleared]);
    expect(headlineOfRun(run).kind).toBe('signed-out');
  });

  it('keeps identity providers and other devices too', () => {
    const google = providerOf('Google', 'in');
    const devices = { ended: false, count: 2 };
    const run = triedAgain(rowOf('A', 'signed-out', { providers: [google], devices }), rowOf('A', 'nothing'));
    expect(run.rows[0]?.verdict).toMatchObject({ providers: [google], devices });
  });

  it('lets nobody look signed out who has been found since', () => {
    expect(headlineOfRun(triedAgain(left, rowOf('A', 'somebody'))).kind).toBe('somebody');
  });
});
