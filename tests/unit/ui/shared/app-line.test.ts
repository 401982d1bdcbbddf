import { describe, expect, it } from 'vitest';
import type { AppMark, RunRow } from '../../../../lib/contract/status.ts';
import { isHostAllowed } from '../../../../lib/ui/options/allowed.ts';
import { isLeft, leftBehind, lookOfApp } from '../../../../lib/ui/shared/app-line.ts';
import { headlineOf } from '../../../../lib/ui/signed-out/headline.ts';

const app = (...marks: AppMark[]) => ({ name: 'Wiki', origin: 'https://wiki.test', marks });
const row = (more: Partial<RunRow>): RunRow => ({
  realmId: 'a',
  issuer: 'https://sso.test/realms/a',
  label: 'A',
  result: 'verified',
  ...more,
});

describe('an app in a result', () => {
  it.each<[AppMark[], boolean, string]>([
    [['in-session'], false, 'out'],
    [['in-session', 'visited'], false, 'ok'],
    [['cleared', 'reloaded'], false, 'ok'],
    [['not-reachable'], true, 'alert'],
    [['not-reachable', 'cleared'], false, 'ok'],
    [['cleared', 'kept-open'], true, 'alert'],
    [['not-allowed'], true, 'alert'],
    [['not-cleared'], true, 'alert'],
  ])('of the marks %j is left: %s', (marks, left, mark) => {
    expect(isLeft(app(...marks))).toBe(left);
    expect(lookOfApp(app(...marks))).toMatchObject({ mark });
    expect(lookOfApp(app(...marks)).words).toHaveLength(marks.length);
  });

  it('that is left keeps the headline from saying signed out', () => {
    expect(headlineOf([row({ apps: [app('not-allowed')] })], 'en')).toEqual({
      key: 'result.except',
      args: { names: 'Wiki' },
    });
    expect(headlineOf([row({ apps: [app('cleared')] })], 'en')).toEqual({ key: 'result.signed_out' });
  });

  it('is counted where there are many', () => {
    const apps = ['A', 'B', 'C', 'D'].map((name) => ({ name, marks: ['not-cleared' as const] }));
    expect(headlineOf([row({ apps })], 'en')).toEqual({ key: 'result.except_apps', args: { count: 4 } });
  });

  it('is named once, and so is an identity provider that is still open', () => {
    const providers = [
      { alias: 'h', name: 'Head office', state: 'open' as const },
      { alias: 'x', name: 'X', state: 'unknown' as const },
    ];
    const apps = [app('not-cleared')];
    expect(leftBehind([row({ apps, providers }), row({ apps })])).toEqual(['Wiki', 'Head office']);
  });
});

describe('a host', () => {
  it.each([
    ['https://sso.test/*', true],
    ['https://*/*', true],
    ['<all_urls>', true],
    ['http://*/*', false],
    ['https://other.test/*', false],
  ])('is allowed by %s: %s', (pattern, allowed) => {
    expect(isHostAllowed({ hosts: [pattern], clearing: true }, 'https://sso.test:8443/realms/a')).toBe(
      allowed,
    );
  });
});
