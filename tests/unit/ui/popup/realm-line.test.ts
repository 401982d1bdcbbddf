import { describe, expect, it } from 'vitest';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { changesBetween } from '../../../../lib/ui/popup/changes.ts';
import { actsOf, kindOf, lookOf } from '../../../../lib/ui/popup/realm-line.ts';
import { message } from '../../../../lib/ui/shared/words/message.ts';
import type { RealmVerdict } from '../../../../lib/verdict/judge.ts';
import { viewOf } from '../view.ts';

const now = new Date(2026, 0, 5, 10, 32).getTime();
const setting = { locale: 'en-GB', now };
const since = new Date(2026, 0, 5, 9, 14).getTime();
const unreachable = { code: 'server-unreachable' as const, details: [] };
const unnamed = { code: 'somebody-unnamed' as const, details: [] };
const lineOf = (status: RealmStatus) => lookOf(status, setting).line;

describe('a row of the popup', () => {
  it('says who is signed in and since when, as far as it is known', () => {
    const alice = { state: 'signed-in', userName: 'alice' } as const;
    expect(lineOf({ ...alice, since })).toEqual(message('row.user_since', { user: 'alice', time: '09:14' }));
    expect(lineOf(alice)).toEqual(message('row.user', { user: 'alice' }));
    expect(lineOf({ state: 'signed-in' })).toEqual(message('row.signed_in'));
  });

  it('says what a working realm does', () => {
    expect(lineOf({ state: 'working', step: 'waiting-for-person' })).toEqual(
      message('step.waiting_for_person'),
    );
  });

  it('says how the last sign-out ended', () => {
    const verified = { state: 'signed-out', verdict: 'signed-out' } as const;
    expect(lineOf({ ...verified, tookMs: 210 })).toEqual(message('row.verified_in', { seconds: '0.2' }));
    expect(lineOf(verified)).toEqual(message('row.verified'));
    expect(lineOf({ state: 'signed-out', verdict: 'nothing' })).toEqual(message('row.nothing'));
    expect(lineOf({ state: 'signed-out' })).toEqual(message('row.signed_out'));
    expect(lineOf({ state: 'unknown', verdict: 'not-proven' })).toEqual(message('row.not_proven'));
    expect(lineOf({ state: 'failed', verdict: 'again' })).toEqual(message('row.again'));
    expect(lineOf({ state: 'failed', verdict: 'somebody' })).toEqual(message('row.somebody'));
    expect(lineOf({ state: 'failed', verdict: 'somebody', failure: unnamed })).toEqual(
      message('row.unnamed'),
    );
  });

  it('says that somebody is signed in whom the realm does not name', () => {
    const status: RealmStatus = { state: 'signed-in', failure: unnamed };
    expect(lookOf(status, setting)).toMatchObject({ mark: 'in', line: message('row.unnamed') });
    expect(actsOf(status)).toEqual(['sign-out']);
  });

  it('warns that a session may live on after a failed sign-out, not after a failed sign-in', () => {
    expect(lineOf({ state: 'failed', verdict: 'may-remain' })).toEqual(message('row.may_remain'));
    expect(lineOf({ state: 'failed', userName: 'carol' })).toEqual(
      message('row.user_may_remain', { user: 'carol' }),
    );
    expect(lineOf({ state: 'failed', failure: { code: 'window-closed', details: [] } })).toEqual(
      message('row.unknown'),
    );
  });

  it('never looks signed out where that is not known', () => {
    const verdicts: (RealmVerdict | undefined)[] = [
      'signed-out',
      'nothing',
      'not-proven',
      'may-remain',
      'somebody',
      'again',
      undefined,
    ];
    const statuses = verdicts.flatMap((verdict) =>
      (['unknown', 'failed', 'signed-in'] as const).map((state) => ({ state, ...(verdict && { verdict }) })),
    );
    const kinds = statuses.map(kindOf);
    expect(kinds).not.toContain('verified');
    expect(kinds).not.toContain('nothing');
    expect(kinds).not.toContain('signed-out');
  });
});

describe('what can be done to a realm', () => {
  const table: [string, RealmStatus, string[]][] = [
    ['signed in', { state: 'signed-in' }, ['sign-out']],
    ['signed out', { state: 'signed-out' }, ['sign-in']],
    ['unknown', { state: 'unknown' }, ['sign-in', 'sign-out']],
    ['not verified', { state: 'unknown', verdict: 'not-proven' }, ['sign-in', 'try-again']],
    ['working', { state: 'working', step: 'ending' }, []],
    ['waiting', { state: 'working', step: 'waiting-for-person' }, ['show-tab']],
    ['failed to sign out', { state: 'failed', verdict: 'may-remain', failure: unreachable }, ['try-again']],
    ['signed in again by itself', { state: 'failed', verdict: 'again' }, ['try-again']],
    ['still signed in', { state: 'failed', verdict: 'somebody', failure: unnamed }, ['try-again']],
    ['failed to be asked', { state: 'failed', userName: 'carol', failure: unreachable }, ['sign-out']],
    ['failed to sign in', { state: 'failed', failure: unreachable }, ['sign-in', 'sign-out']],
    [
      'not allowed to be asked',
      { state: 'failed', failure: { code: 'access-missing', details: [] } },
      ['allow', 'sign-out'],
    ],
  ];
  it.each(table)('that is %s', (_, status, acts) => {
    expect(actsOf(status)).toEqual(acts);
  });
});

describe('what is told to those who do not see the rows', () => {
  const working = { state: 'working', step: 'ending', runId: 'run' } as const;
  const verified = { state: 'signed-out', verdict: 'signed-out', runId: 'run' } as const;

  it('is each realm that came to rest, once', () => {
    const news = changesBetween(viewOf(working, working), viewOf(verified, working), setting);
    expect(news).toEqual([message('announce.realm', { label: 'Realm 0', line: message('row.verified') })]);
    expect(changesBetween(viewOf(verified, working), viewOf(verified, working), setting)).toEqual([]);
  });

  it('is nothing while a realm is asked and nothing changes', () => {
    const known = { state: 'signed-in', userName: 'alice' } as const;
    expect(changesBetween(viewOf(known), viewOf({ ...known, checking: true }), setting)).toEqual([]);
  });

  it('names the failure', () => {
    const failed = { state: 'failed', verdict: 'may-remain', failure: unreachable } as const;
    const news = message('announce.failure', {
      label: 'Realm 0',
      line: message('row.may_remain'),
      what: message('error.server_unreachable.what'),
    });
    expect(changesBetween(viewOf(working), viewOf(failed), setting)).toEqual([news]);
  });
});
