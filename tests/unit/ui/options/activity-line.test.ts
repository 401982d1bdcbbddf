import { describe, expect, it } from 'vitest';
import type { Activity, SignOutActivity } from '../../../../lib/contract/activity.ts';
import { activityCsv, isFound, lineOf, realmsOf } from '../../../../lib/ui/options/activity-line.ts';
import type { HeadlineKind } from '../../../../lib/verdict/headline.ts';
import { textOf } from '../words.ts';

const SIGN_OUT: SignOutActivity = {
  kind: 'sign-out',
  id: 'r1',
  at: Date.UTC(2026, 10, 28, 10, 32),
  by: 'popup',
  realms: [{ label: 'Support', user: 'alice' }, { label: 'Staff' }],
  tookMs: 720,
  headline: { kind: 'signed-out', names: [], count: 0, all: false, open: false },
  proven: 2,
  apps: { out: 4, cleared: 1, unknown: 0, open: 0 },
};

const SIGN_IN: Activity = {
  kind: 'sign-in',
  id: 's1',
  at: SIGN_OUT.at,
  by: 'popup',
  realms: [{ label: 'Support' }],
  tookMs: 5_100,
};

function words(act: Activity): { by: string; mark: string; result: string; proof: string } {
  const { by, mark, result, proof } = lineOf(act, 'en');
  return {
    by: textOf('en', by),
    mark: mark.name,
    result: textOf('en', result),
    proof: proof ? textOf('en', proof) : '',
  };
}

describe('an act that is kept', () => {
  it('says what a sign-out came to, and how that is proven', () => {
    expect(words(SIGN_OUT)).toEqual({
      by: 'Click in the popup',
      mark: 'ok',
      result: 'You are signed out',
      proof: '2 of 2 realms proven, 4 apps out, 1 app cleared',
    });
    expect(lineOf(SIGN_OUT, 'en').apps).toBe(5);
  });

  it('says of a sign-in that somebody came in, and counts no apps', () => {
    expect(words(SIGN_IN)).toMatchObject({ mark: 'in', result: 'Signed in', proof: '' });
    expect(lineOf(SIGN_IN, 'en')).not.toHaveProperty('apps');
  });

  it.each<[HeadlineKind, string]>([
    ['somebody', 'alert'],
    ['again', 'alert'],
    ['not-proven', 'unsure'],
    ['provider', 'alert'],
    ['apps', 'alert'],
    ['devices', 'alert'],
  ])('is never green where its headline was “%s”', (kind, mark) => {
    const headline = { kind, names: ['Staff'], count: 1, all: true, open: false };
    expect(lineOf({ ...SIGN_OUT, headline }, 'en').mark).toMatchObject({ name: mark, tone: /warn|bad/ });
  });

  it('names who it was only where that is kept', () => {
    expect(realmsOf(SIGN_OUT)).toEqual(['Support (alice)', 'Staff']);
  });

  it('is found by any words of its row, in whatever letters', () => {
    const row = ['10:32', 'Support (alice)', 'You are signed out'];
    for (const query of ['', 'SUPPORT', 'out alice', ' 10:32 ']) expect(isFound(row, query)).toBe(true);
    for (const query of ['staff', 'support bob']) expect(isFound(row, query)).toBe(false);
  });

  it('stands in a file with its time in one form, and its words', () => {
    const titles = ['Time', 'Started by', 'Realms', 'Apps', 'Result', 'How it is proven', 'Took'];
    const text = activityCsv([SIGN_OUT, SIGN_IN], titles, 'en', (message) => textOf('en', message));
    expect(text.split('\r\n')).toEqual([
      titles.join(','),
      '2026-11-28T10:32:00.000Z,Click in the popup,Support (alice); Staff,5,You are signed out,"2 of 2 realms proven, 4 apps out, 1 app cleared",0.7',
      '2026-11-28T10:32:00.000Z,Click in the popup,Support,,Signed in,,5.1',
      '',
    ]);
  });
});
