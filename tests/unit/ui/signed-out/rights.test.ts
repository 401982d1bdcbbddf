import { describe, expect, it } from 'vitest';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import { type AppRights, offeredFor } from '../../../../lib/ui/signed-out/rights.ts';
import { appOf } from '../rows.ts';

/** A realm of the person's own in which the wiki is listed so, or not at all. */
function rightsWith(clearApps: AppRights['clearApps'], atSignOut?: App['atSignOut']): AppRights {
  const wiki = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };
  return { own: [{ id: 'hq', apps: atSignOut ? [{ ...wiki, atSignOut }] : [] }], clearApps };
}

describe('what is offered for the next sign-outs beside an app that was cleared', () => {
  const cleared = appOf('Wiki', 'cleared', 'cleared');

  it.each([
    ['offer', 'clear', 'leave'],
    ['offer', 'ask', 'clear'],
    ['offer', undefined, 'clear'],
    ['on', 'clear', 'leave'],
    ['on', 'ask', 'clear'],
    // An admin has agreed for all, and nobody has said otherwise.
    ['on', undefined, 'leave'],
    ['off', 'clear', null],
    ['off', undefined, null],
  ] as const)('is, where the policy says %s and the list %s: %s', (clearApps, atSignOut, offered) => {
    expect(offeredFor(cleared, 'hq', rightsWith(clearApps, atSignOut))).toBe(offered);
  });

  it('is nothing where its realm is not the person’s own, or it was not cleared', () => {
    expect(offeredFor(cleared, 'set-by-admin', rightsWith('offer'))).toBeNull();
    expect(offeredFor(appOf('Wiki', 'unknown', 'in-session'), 'hq', rightsWith('offer'))).toBeNull();
  });
});
